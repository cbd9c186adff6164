#include "text.h"
#include "bytes.h"

#include <ctype.h>

void
each_word(const char *text, size_t size, void (*each)(void *context, const char *word), void *context)
{
	char word[WORD_MAX_BYTES];
	size_t i, n = 0;

	for (i = 0; i <= size; i++) {
		if (i < size && isalnum((unsigned char)text[i])) {
			if (n + 1 < sizeof word)
				word[n++] = text[i];
		} else if (n > 0) {
			word[n] = 0;
			n = 0;
			each(context, lower(word));
		}
	}
}
