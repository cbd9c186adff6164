#include "bytes.h"

char *
caesar(char *s, int n)
{
	char *p;

	n = (n % 26 + 26) % 26;
	for (p = s; *p != 0; p++) {
		char first = *p >= 'a' && *p <= 'z' ? 'a' : *p >= 'A' && *p <= 'Z' ? 'A' : 0;

		if (first != 0)
			*p = first + (*p - first + n) % 26;
	}
	return s;
}
