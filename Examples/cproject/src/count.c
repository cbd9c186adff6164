#include "text.h"

#include <ctype.h>

void
count_text(struct counts *c, const char *text, size_t size, int *inside)
{
	size_t i;

	c->bytes += size;
	for (i = 0; i < size; i++) {
		unsigned char byte = text[i];

		c->lines += byte == '\n';
		c->letters += isalpha(byte) != 0;
		if (!isspace(byte) && !*inside)
			c->words++;
		*inside = !isspace(byte);
	}
}
