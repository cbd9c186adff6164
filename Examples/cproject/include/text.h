/* Texts: streams of lines and words. */
#ifndef TEXT_H
#define TEXT_H

#include "containers.h"
#include "tally.h"

#include <stdio.h>

struct counts {
	uint64_t bytes, lines, words, letters;
};

/* Adds what is in a piece of text; `inside` tells across pieces whether a word is open. */
void count_text(struct counts *c, const char *text, size_t size, int *inside);

/* Calls `each` for every word in lower case. */
void each_word(const char *text, size_t size, void (*each)(void *context, const char *word), void *context);

/* Writes the text with lines of at most `width` columns. */
void wrap(FILE *out, const char *text, unsigned width);

/* Characters of UTF-8; -1 for bytes that are none. */
long utf8_length(const char *s);

struct summary {
	double mean, median;
	uint64_t smallest, largest;
};

/* Sorts the vector; all zero if it is empty. */
struct summary summarize(struct vector *v);

/* A bar of at most `width` signs for a part of a whole. */
void bar(FILE *out, uint64_t part, uint64_t whole, unsigned width);

#endif
