#include "containers.h"

#include <stdlib.h>
#include <string.h>

void
vector_add(struct vector *v, uint64_t item)
{
	if (v->count == v->room) {
		v->room = v->room == 0 ? 16 : 2 * v->room;
		v->items = realloc(v->items, v->room * sizeof v->items[0]);
		if (v->items == NULL)
			abort();
	}
	v->items[v->count++] = item;
}

void
vector_free(struct vector *v)
{
	free(v->items);
	memset(v, 0, sizeof *v);
}
