#include "bytes.h"

#include <ctype.h>
#include <string.h>

int
is_palindrome(const char *s)
{
	const char *end = s + strlen(s);

	while (s < end) {
		if (!isalnum((unsigned char)*s))
			s++;
		else if (!isalnum((unsigned char)end[-1]))
			end--;
		else if (tolower((unsigned char)*s++) != tolower((unsigned char)*--end))
			return 0;
	}
	return 1;
}
