#include "numbers.h"

uint64_t
choose(unsigned n, unsigned k)
{
	uint64_t result = 1;
	unsigned i;

	if (k > n)
		return 0;
	if (k > n - k)
		k = n - k;
	for (i = 1; i <= k; i++)
		result = result * (n - k + i) / i;
	return result;
}
