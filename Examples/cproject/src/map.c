#include "containers.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct entry *
slot(const struct map *m, const char *word)
{
	size_t i = hash(word) & (m->room - 1);

	while (m->entries[i].word[0] != 0 && strncmp(m->entries[i].word, word, WORD_MAX_BYTES - 1) != 0)
		i = (i + 1) & (m->room - 1);
	return &m->entries[i];
}

static void
grow(struct map *m)
{
	struct map larger = {NULL, m->used, m->room == 0 ? 64 : 2 * m->room};
	size_t i;

	larger.entries = calloc(larger.room, sizeof larger.entries[0]);
	if (larger.entries == NULL)
		abort();
	for (i = 0; i < m->room; i++)
		if (m->entries[i].word[0] != 0)
			*slot(&larger, m->entries[i].word) = m->entries[i];
	free(m->entries);
	*m = larger;
}

uint64_t
map_add(struct map *m, const char *word, uint64_t n)
{
	struct entry *e;
	char cut[WORD_MAX_BYTES];

	snprintf(cut, sizeof cut, "%s", word);
	if (2 * m->used >= m->room)
		grow(m);
	e = slot(m, cut);
	if (e->word[0] == 0) {
		memcpy(e->word, cut, sizeof cut);
		m->used++;
	}
	return e->count += n;
}

uint64_t
map_get(const struct map *m, const char *word)
{
	return m->room == 0 ? 0 : slot(m, word)->count;
}

void
map_free(struct map *m)
{
	free(m->entries);
	memset(m, 0, sizeof *m);
}
