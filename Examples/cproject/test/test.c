#include "numbers.h"
#include "bytes.h"
#include "text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int checks, failures;

#define CHECK(condition) \
	do { \
		checks++; \
		if (!(condition)) { \
			failures++; \
			printf("%s:%d: %s\n", __FILE__, __LINE__, #condition); \
		} \
	} while (0)

static void
numbers(void)
{
	uint64_t f[64], n = 0;
	uint8_t flags[100];
	char out[65];

	CHECK(gcd(84, 36) == 12 && gcd(0, 7) == 7 && gcd(7, 0) == 7);
	CHECK(lcm(4, 6) == 12 && lcm(0, 3) == 0 && lcm(UINT64_MAX, 2) == 0);
	CHECK(isqrt(0) == 0 && isqrt(99) == 9 && isqrt(100) == 10 && isqrt(UINT64_MAX) == UINT32_MAX);
	CHECK(powmod(2, 10, 1000) == 24 && powmod(5, 0, 7) == 1);
	CHECK(is_prime(2) && is_prime(97) && !is_prime(1) && !is_prime(91));
	CHECK(factors(360, f) == 6 && f[0] == 2 && f[5] == 5 && factors(97, f) == 1);
	CHECK(sieve(flags, sizeof flags) == 25 && flags[97] && !flags[91]);
	CHECK(fibonacci(0) == 0 && fibonacci(10) == 55 && fibonacci(93) == UINT64_C(12200160415121876738));
	CHECK(collatz(27) == 111 && choose(5, 2) == 10 && choose(2, 5) == 0);
	CHECK(roman(1994, out) == 7 && strcmp(out, "MCMXCIV") == 0 && roman(4000, out) == 0);
	CHECK(to_base(255, 16, out) == 2 && strcmp(out, "ff") == 0 && to_base(0, 2, out) == 1);
	CHECK(from_base("zz", 36, &n) && n == 1295 && !from_base("12", 2, &n) && !from_base("", 10, &n));
}

static void
bytes(void)
{
	char s[64];

	CHECK(strcmp(trim(strcpy(s, "  a b \n")), "a b") == 0);
	CHECK(strcmp(reverse(strcpy(s, "abc")), "cba") == 0);
	CHECK(strcmp(upper(strcpy(s, "aB1")), "AB1") == 0 && strcmp(lower(s), "ab1") == 0);
	CHECK(starts_with("make", "ma") && !starts_with("m", "ma") && ends_with("make", "ke") && !ends_with("e", "ke"));
	CHECK(replace("a-b-c", "-", "::", s, sizeof s) == 7 && strcmp(s, "a::b::c") == 0);
	CHECK(natural_order("a2", "a10") < 0 && natural_order("a", "a") == 0 && natural_order("b", "a10") > 0);
	CHECK(strcmp(caesar(strcpy(s, "Hal"), 1), "Ibm") == 0 && strcmp(caesar(s, -1), "Hal") == 0);
	CHECK(is_palindrome("A man, a plan, a canal: Panama") && !is_palindrome("ab"));
	CHECK(distance("kitten", "sitting") == 3 && distance("", "abc") == 3);
	CHECK(glob("*.c", "a.c") && glob("a?c*", "abcd") && !glob("*.h", "a.c"));
}

static void
containers(void)
{
	struct vector v = {NULL, 0, 0};
	struct heap h = {{NULL, 0, 0}};
	struct map m = {NULL, 0, 0};
	struct entry *best;
	char word[16];
	int i;

	for (i = 0; i < 100; i++) {
		vector_add(&v, 99 - i);
		heap_push(&h, (37 * i) % 100);
		sprintf(word, "w%d", i % 40);
		map_add(&m, word, 1);
	}
	vector_sort(&v);
	CHECK(v.items[0] == 0 && v.items[99] == 99 && vector_find(&v, 42) == 42 && vector_find(&v, 100) == 100);
	for (i = 0; i < 100; i++)
		if (heap_pop(&h) != (uint64_t)i)
			CHECK(!"in order");
	CHECK(map_get(&m, "w0") == 3 && map_get(&m, "w39") == 2 && map_get(&m, "none") == 0);
	best = map_ranking(&m);
	CHECK(best[0].count == 3 && best[39].count == 2 && best[40].count == 0);
	free(best);
	map_free(&m);
	vector_free(&h.v);
	vector_free(&v);
}

static void
text(void)
{
	static const char sample[] = "one two\nthree";
	struct counts c = {0, 0, 0, 0};
	struct vector v = {NULL, 0, 0};
	int inside = 0, i;

	count_text(&c, sample, 5, &inside);
	count_text(&c, sample + 5, sizeof sample - 6, &inside);
	CHECK(c.words == 3 && c.lines == 1 && c.bytes == 13 && c.letters == 11);
	CHECK(utf8_length("gr\303\274n") == 4 && utf8_length("\377") == -1);
	for (i = 1; i <= 4; i++)
		vector_add(&v, i);
	CHECK(summarize(&v).median == 2.5 && summarize(&v).mean == 2.5);
	vector_free(&v);
}

int
main(void)
{
	numbers();
	bytes();
	containers();
	text();
	printf("%d checks, %d failures\n", checks, failures);
	return failures > 0;
}
