/* Memory that grows. */
#ifndef CONTAINERS_H
#define CONTAINERS_H

#include "tally.h"

/* A growing array of numbers. */
struct vector {
	uint64_t *items;
	size_t count, room;
};

void vector_add(struct vector *v, uint64_t item);
void vector_free(struct vector *v);

/* Ascending. */
void vector_sort(struct vector *v);

/* Index of item in a sorted vector, or count. */
size_t vector_find(const struct vector *v, uint64_t item);

/* Words and how often they were counted; open addressing. */
struct map {
	struct entry {
		char word[WORD_MAX_BYTES];
		uint64_t count;
	} *entries;
	size_t used, room;
};

/* Adds n to the count of a word and returns the new count. */
uint64_t map_add(struct map *m, const char *word, uint64_t n);
uint64_t map_get(const struct map *m, const char *word);
void map_free(struct map *m);

/* Entries by falling count, then by name; the caller frees the array. */
struct entry *map_ranking(const struct map *m);

/* FNV-1a. */
uint64_t hash(const char *s);

/* The smallest numbers come out first. */
struct heap {
	struct vector v;
};

void heap_push(struct heap *h, uint64_t item);

/* Only if the heap is not empty. */
uint64_t heap_pop(struct heap *h);

#endif
