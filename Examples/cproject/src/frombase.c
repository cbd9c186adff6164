#include "numbers.h"

int
from_base(const char *text, unsigned base, uint64_t *out)
{
	uint64_t n = 0;

	if (*text == 0)
		return 0;
	for (; *text != 0; text++) {
		unsigned digit;

		if (*text >= '0' && *text <= '9')
			digit = *text - '0';
		else if (*text >= 'a' && *text <= 'z')
			digit = *text - 'a' + 10;
		else
			return 0;
		if (digit >= base || n > (UINT64_MAX - digit) / base)
			return 0;
		n = n * base + digit;
	}
	*out = n;
	return 1;
}
