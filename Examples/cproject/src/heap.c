#include "containers.h"

static void
swap(uint64_t *a, uint64_t *b)
{
	uint64_t c = *a;

	*a = *b;
	*b = c;
}

void
heap_push(struct heap *h, uint64_t item)
{
	uint64_t *v;
	size_t i;

	vector_add(&h->v, item);
	v = h->v.items;
	for (i = h->v.count - 1; i > 0 && v[i] < v[(i - 1) / 2]; i = (i - 1) / 2)
		swap(&v[i], &v[(i - 1) / 2]);
}

uint64_t
heap_pop(struct heap *h)
{
	uint64_t *v = h->v.items, first = v[0];
	size_t i = 0, n = --h->v.count;

	v[0] = v[n];
	for (;;) {
		size_t child = 2 * i + 1;

		if (child + 1 < n && v[child + 1] < v[child])
			child++;
		if (child >= n || v[i] <= v[child])
			return first;
		swap(&v[i], &v[child]);
		i = child;
	}
}
