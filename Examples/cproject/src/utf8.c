#include "text.h"

long
utf8_length(const char *s)
{
	long count = 0;

	while (*s != 0) {
		unsigned char first = *s++;
		int more = first < 0x80 ? 0 : first < 0xc2 ? -1 : first < 0xe0 ? 1 : first < 0xf0 ? 2 : first < 0xf5 ? 3 : -1;

		if (more < 0)
			return -1;
		for (; more > 0; more--)
			if ((*s++ & 0xc0) != 0x80)
				return -1;
		count++;
	}
	return count;
}
