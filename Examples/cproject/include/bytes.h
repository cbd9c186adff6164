/* Byte strings that end with a zero. */
#ifndef BYTES_H
#define BYTES_H

#include "tally.h"

/* Cuts blanks from both ends, in place; returns the new beginning. */
char *trim(char *s);

/* Reverses in place. */
char *reverse(char *s);

/* ASCII only, in place. */
char *lower(char *s);
char *upper(char *s);

int starts_with(const char *s, const char *prefix);
int ends_with(const char *s, const char *suffix);

/* Replaces every `from` by `to`; returns the length needed, writes what fits. */
size_t replace(const char *s, const char *from, const char *to, char *out, size_t size);

/* Order in which 2 comes before 10. */
int natural_order(const char *a, const char *b);

/* Shifts letters by n places, in place. */
char *caesar(char *s, int n);

/* Whether letters and digits read the same from both ends. */
int is_palindrome(const char *s);

/* Edit distance of strings of up to 255 bytes. */
size_t distance(const char *a, const char *b);

/* Whether the pattern, with * and ?, matches the whole string. */
int glob(const char *pattern, const char *s);

#endif
