#include "numbers.h"

#include <string.h>

size_t
sieve(uint8_t *flags, size_t n)
{
	size_t i, j, count = 0;

	memset(flags, 1, n);
	for (i = 0; i < n && i < 2; i++)
		flags[i] = 0;
	for (i = 2; i < n; i++) {
		if (!flags[i])
			continue;
		count++;
		for (j = i * i; j < n; j += i)
			flags[j] = 0;
	}
	return count;
}
