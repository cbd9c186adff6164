#include "numbers.h"

#include <string.h>

size_t
roman(unsigned n, char out[16])
{
	static const struct {
		unsigned value;
		const char *sign;
	} signs[] = {{1000, "M"}, {900, "CM"}, {500, "D"}, {400, "CD"}, {100, "C"}, {90, "XC"}, {50, "L"},
		{40, "XL"}, {10, "X"}, {9, "IX"}, {5, "V"}, {4, "IV"}, {1, "I"}};
	size_t length = 0, i;

	if (n < 1 || n > 3999)
		return 0;
	for (i = 0; i < sizeof signs / sizeof signs[0]; i++)
		for (; n >= signs[i].value; n -= signs[i].value) {
			memcpy(out + length, signs[i].sign, strlen(signs[i].sign));
			length += strlen(signs[i].sign);
		}
	out[length] = 0;
	return length;
}
