#include "numbers.h"

uint64_t
lcm(uint64_t a, uint64_t b)
{
	uint64_t part;

	if (a == 0 || b == 0)
		return 0;
	part = a / gcd(a, b);
	return part > UINT64_MAX / b ? 0 : part * b;
}
