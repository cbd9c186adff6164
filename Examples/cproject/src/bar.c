#include "text.h"

void
bar(FILE *out, uint64_t part, uint64_t whole, unsigned width)
{
	unsigned signs = whole == 0 ? 0 : (unsigned)(part * width / whole);

	while (signs-- > 0)
		putc('#', out);
}
