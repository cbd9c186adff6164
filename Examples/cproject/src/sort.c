#include "containers.h"

#include <stdlib.h>

static int
ascending(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return (x > y) - (x < y);
}

void
vector_sort(struct vector *v)
{
	if (v->count > 1)
		qsort(v->items, v->count, sizeof v->items[0], ascending);
}
