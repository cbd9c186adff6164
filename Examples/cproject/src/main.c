#include "numbers.h"
#include "bytes.h"
#include "text.h"

#include <stdlib.h>
#include <string.h>

/* tally [-n N] [FILE ...]: lines, words and letters of texts, and their most frequent words. */

static struct map seen;
static struct vector lengths;

static void
note(void *context, const char *word)
{
	(void)context;
	map_add(&seen, word, 1);
	vector_add(&lengths, strlen(word));
}

static void
read_all(FILE *in, struct counts *c)
{
	static char piece[65536];
	int inside = 0;
	size_t n;

	while ((n = fread(piece, 1, sizeof piece, in)) > 0) {
		count_text(c, piece, n, &inside);
		each_word(piece, n, note, NULL);
	}
}

int
main(int argc, char **argv)
{
	struct counts c = {0, 0, 0, 0};
	struct summary s;
	struct entry *best;
	uint64_t shown = 5, i;
	int a = 1;

	if (a < argc && starts_with(argv[a], "-n")) {
		if (a + 1 >= argc || !from_base(argv[a + 1], 10, &shown)) {
			fprintf(stderr, "usage: tally [-n N] [FILE ...]\n");
			return 2;
		}
		a += 2;
	}
	if (a == argc)
		read_all(stdin, &c);
	for (; a < argc; a++) {
		FILE *in = fopen(argv[a], "r");

		if (in == NULL) {
			perror(argv[a]);
			return 1;
		}
		read_all(in, &c);
		fclose(in);
	}

	s = summarize(&lengths);
	printf("%llu lines, %llu words, %llu letters; a word has %.1f letters\n", (unsigned long long)c.lines,
	    (unsigned long long)c.words, (unsigned long long)c.letters, s.mean);
	best = map_ranking(&seen);
	for (i = 0; i < shown && best[i].count > 0; i++) {
		printf("%6llu %-16s ", (unsigned long long)best[i].count, best[i].word);
		bar(stdout, best[i].count, best[0].count, 40);
		putchar('\n');
	}
	free(best);
	map_free(&seen);
	vector_free(&lengths);
	return 0;
}
