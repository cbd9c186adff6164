#include "containers.h"

#include <stdlib.h>
#include <string.h>

static int
by_count(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;

	if (x->count != y->count)
		return x->count > y->count ? -1 : 1;
	return strcmp(x->word, y->word);
}

struct entry *
map_ranking(const struct map *m)
{
	struct entry *all = calloc(m->used + 1, sizeof all[0]);
	size_t i, n = 0;

	if (all == NULL)
		abort();
	for (i = 0; i < m->room; i++)
		if (m->entries[i].word[0] != 0)
			all[n++] = m->entries[i];
	qsort(all, n, sizeof all[0], by_count);
	return all;
}
