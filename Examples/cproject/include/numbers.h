/* Whole numbers. */
#ifndef NUMBERS_H
#define NUMBERS_H

#include "tally.h"

/* Greatest common divisor; 0 only for two zeros. */
uint64_t gcd(uint64_t a, uint64_t b);

/* Least common multiple; 0 if it does not fit. */
uint64_t lcm(uint64_t a, uint64_t b);

/* The largest r with r * r <= n. */
uint64_t isqrt(uint64_t n);

/* base to the power of exponent, modulo m (m below 2^32). */
uint64_t powmod(uint64_t base, uint64_t exponent, uint64_t m);

int is_prime(uint64_t n);

/* Writes the prime factors of n in ascending order, at most 64 of them; returns how many. */
size_t factors(uint64_t n, uint64_t out[64]);

/* Marks the primes below n in flags (one byte each); returns how many there are. */
size_t sieve(uint8_t *flags, size_t n);

/* The n-th Fibonacci number, n up to 93. */
uint64_t fibonacci(unsigned n);

/* Steps until n reaches 1. */
unsigned collatz(uint64_t n);

/* Binomial coefficient; 0 if k > n. */
uint64_t choose(unsigned n, unsigned k);

/* Roman numeral of 1 to 3999; returns its length, 0 if out of range. */
size_t roman(unsigned n, char out[16]);

/* Digits of n in base 2 to 36; returns the length. */
size_t to_base(uint64_t n, unsigned base, char out[65]);

/* Reads digits of a base; returns 0 and leaves *out alone if there is anything else. */
int from_base(const char *text, unsigned base, uint64_t *out);

#endif
