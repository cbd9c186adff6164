#include "bytes.h"

#include <string.h>

size_t
replace(const char *s, const char *from, const char *to, char *out, size_t size)
{
	size_t used = 0, skip = strlen(from);

	while (*s != 0) {
		int hit = skip > 0 && strncmp(s, from, skip) == 0;
		const char *piece = hit ? to : s;
		size_t n = hit ? strlen(to) : 1, i;

		for (i = 0; i < n; i++, used++)
			if (used + 1 < size)
				out[used] = piece[i];
		s += hit ? skip : 1;
	}
	if (size > 0)
		out[used < size ? used : size - 1] = 0;
	return used;
}
