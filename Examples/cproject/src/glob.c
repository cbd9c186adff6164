#include "bytes.h"

int
glob(const char *pattern, const char *s)
{
	const char *star = NULL, *retry = NULL;

	while (*s != 0) {
		if (*pattern == '*') {
			star = ++pattern;
			retry = s;
		} else if (*pattern == '?' || *pattern == *s) {
			pattern++;
			s++;
		} else if (star != NULL) {
			pattern = star;
			s = ++retry;
		} else
			return 0;
	}
	while (*pattern == '*')
		pattern++;
	return *pattern == 0;
}
