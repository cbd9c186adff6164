#include "numbers.h"
#include "bytes.h"

size_t
to_base(uint64_t n, unsigned base, char out[65])
{
	static const char digits[] = "0123456789abcdefghijklmnopqrstuvwxyz";
	size_t length = 0;

	do
		out[length++] = digits[n % base];
	while ((n /= base) != 0);
	out[length] = 0;
	reverse(out);
	return length;
}
