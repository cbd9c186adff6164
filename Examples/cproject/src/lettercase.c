#include "bytes.h"

char *
lower(char *s)
{
	char *p;

	for (p = s; *p != 0; p++)
		if (*p >= 'A' && *p <= 'Z')
			*p += 'a' - 'A';
	return s;
}

char *
upper(char *s)
{
	char *p;

	for (p = s; *p != 0; p++)
		if (*p >= 'a' && *p <= 'z')
			*p -= 'a' - 'A';
	return s;
}
