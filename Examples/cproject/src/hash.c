#include "containers.h"

uint64_t
hash(const char *s)
{
	uint64_t h = UINT64_C(14695981039346656037);

	while (*s != 0)
		h = (h ^ (unsigned char)*s++) * UINT64_C(1099511628211);
	return h;
}
