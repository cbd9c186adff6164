#include "bytes.h"

#include <ctype.h>
#include <stdlib.h>

int
natural_order(const char *a, const char *b)
{
	while (*a != 0 && *b != 0) {
		if (isdigit((unsigned char)*a) && isdigit((unsigned char)*b)) {
			char *after_a, *after_b;
			unsigned long x = strtoul(a, &after_a, 10), y = strtoul(b, &after_b, 10);

			if (x != y)
				return x < y ? -1 : 1;
			a = after_a;
			b = after_b;
		} else if (*a != *b)
			return (unsigned char)*a < (unsigned char)*b ? -1 : 1;
		else
			a++, b++;
	}
	return (*a != 0) - (*b != 0);
}
