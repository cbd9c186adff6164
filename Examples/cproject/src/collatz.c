#include "numbers.h"

unsigned
collatz(uint64_t n)
{
	unsigned steps = 0;

	for (; n > 1; steps++)
		n = n % 2 == 0 ? n / 2 : 3 * n + 1;
	return steps;
}
