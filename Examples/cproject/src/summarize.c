#include "text.h"

struct summary
summarize(struct vector *v)
{
	struct summary s = {0, 0, 0, 0};
	size_t i, n = v->count;

	if (n == 0)
		return s;
	vector_sort(v);
	for (i = 0; i < n; i++)
		s.mean += (double)v->items[i] / n;
	s.median = n % 2 == 1 ? v->items[n / 2] : (v->items[n / 2 - 1] + v->items[n / 2]) / 2.0;
	s.smallest = v->items[0];
	s.largest = v->items[n - 1];
	return s;
}
