#include "numbers.h"

int
is_prime(uint64_t n)
{
	uint64_t d;

	if (n < 4)
		return n > 1;
	if (n % 2 == 0 || n % 3 == 0)
		return 0;
	/* Every larger prime is one more or one less than a multiple of six. */
	for (d = 5; d <= n / d; d += 6)
		if (n % d == 0 || n % (d + 2) == 0)
			return 0;
	return 1;
}
