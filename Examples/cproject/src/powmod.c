#include "numbers.h"

uint64_t
powmod(uint64_t base, uint64_t exponent, uint64_t m)
{
	uint64_t result = 1 % m;

	for (base %= m; exponent != 0; exponent >>= 1) {
		if (exponent & 1)
			result = result * base % m;
		base = base * base % m;
	}
	return result;
}
