#include "text.h"

#include <string.h>

void
wrap(FILE *out, const char *text, unsigned width)
{
	size_t column = 0;

	while (*(text += strspn(text, " \t\n")) != 0) {
		size_t n = strcspn(text, " \t\n");

		if (column > 0 && column + 1 + n > width) {
			putc('\n', out);
			column = 0;
		} else if (column > 0) {
			putc(' ', out);
			column++;
		}
		fwrite(text, 1, n, out);
		column += n;
		text += n;
	}
	if (column > 0)
		putc('\n', out);
}
