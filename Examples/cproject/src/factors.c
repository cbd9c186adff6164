#include "numbers.h"

size_t
factors(uint64_t n, uint64_t out[64])
{
	size_t count = 0;
	uint64_t d;

	for (d = 2; d <= n / d; d += d == 2 ? 1 : 2)
		for (; n % d == 0; n /= d)
			out[count++] = d;
	if (n > 1)
		out[count++] = n;
	return count;
}
