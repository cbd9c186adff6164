#include "containers.h"

size_t
vector_find(const struct vector *v, uint64_t item)
{
	size_t low = 0, high = v->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (v->items[middle] < item)
			low = middle + 1;
		else
			high = middle;
	}
	return low < v->count && v->items[low] == item ? low : v->count;
}
