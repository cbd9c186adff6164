/* SHA-256 (FIPS 180-4): the processor's own instructions where it has them, portable C elsewhere. */
#include "CPlatform.h"

#include <string.h>

static const uint32_t K[64] = {
	0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
	0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
	0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
	0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
	0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
	0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
	0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
	0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
};

static uint32_t rotate(uint32_t x, int n) { return x >> n | x << (32 - n); }

static void
portable(uint32_t state[8], const uint8_t *data, size_t blocks)
{
	uint32_t w[64];
	for (; blocks > 0; blocks--, data += 64) {
		for (int i = 0; i < 16; i++)
			w[i] = (uint32_t)data[4 * i] << 24 | (uint32_t)data[4 * i + 1] << 16
			    | (uint32_t)data[4 * i + 2] << 8 | data[4 * i + 3];
		for (int i = 16; i < 64; i++) {
			uint32_t a = w[i - 15], b = w[i - 2];
			w[i] = w[i - 16] + (rotate(a, 7) ^ rotate(a, 18) ^ a >> 3) + w[i - 7]
			    + (rotate(b, 17) ^ rotate(b, 19) ^ b >> 10);
		}
		uint32_t s[8];
		memcpy(s, state, sizeof s);
		for (int i = 0; i < 64; i++) {
			uint32_t t1 = s[7] + (rotate(s[4], 6) ^ rotate(s[4], 11) ^ rotate(s[4], 25))
			    + ((s[4] & s[5]) ^ (~s[4] & s[6])) + K[i] + w[i];
			uint32_t t2 = (rotate(s[0], 2) ^ rotate(s[0], 13) ^ rotate(s[0], 22))
			    + ((s[0] & s[1]) ^ (s[0] & s[2]) ^ (s[1] & s[2]));
			memmove(s + 1, s, 7 * sizeof s[0]);
			s[4] += t1;
			s[0] = t1 + t2;
		}
		for (int i = 0; i < 8; i++)
			state[i] += s[i];
	}
}

#if defined(__x86_64__)
#include <cpuid.h>
#include <immintrin.h>

__attribute__((target("sha,sse4.1,ssse3"))) static void
accelerated(uint32_t state[8], const uint8_t *data, size_t blocks)
{
	const __m128i swap = _mm_set_epi64x(0x0c0d0e0f08090a0b, 0x0405060700010203);
	/* The instructions want the state as ABEF and CDGH. */
	__m128i t = _mm_shuffle_epi32(_mm_loadu_si128((const __m128i *)state), 0xB1);
	__m128i cdgh = _mm_shuffle_epi32(_mm_loadu_si128((const __m128i *)(state + 4)), 0x1B);
	__m128i abef = _mm_alignr_epi8(t, cdgh, 8);
	cdgh = _mm_blend_epi16(cdgh, t, 0xF0);
	for (; blocks > 0; blocks--, data += 64) {
		const __m128i abef0 = abef, cdgh0 = cdgh;
		__m128i w[4];
		for (int i = 0; i < 4; i++)
			w[i] = _mm_shuffle_epi8(_mm_loadu_si128((const __m128i *)(data + 16 * i)), swap);
		for (int i = 0; i < 16; i++) {
			__m128i m = _mm_add_epi32(w[0], _mm_loadu_si128((const __m128i *)(K + 4 * i)));
			cdgh = _mm_sha256rnds2_epu32(cdgh, abef, m);
			abef = _mm_sha256rnds2_epu32(abef, cdgh, _mm_shuffle_epi32(m, 0x0E));
			__m128i next = _mm_add_epi32(_mm_sha256msg1_epu32(w[0], w[1]), _mm_alignr_epi8(w[3], w[2], 4));
			next = _mm_sha256msg2_epu32(next, w[3]);
			w[0] = w[1];
			w[1] = w[2];
			w[2] = w[3];
			w[3] = next;
		}
		abef = _mm_add_epi32(abef, abef0);
		cdgh = _mm_add_epi32(cdgh, cdgh0);
	}
	t = _mm_shuffle_epi32(abef, 0x1B);
	cdgh = _mm_shuffle_epi32(cdgh, 0xB1);
	_mm_storeu_si128((__m128i *)state, _mm_blend_epi16(t, cdgh, 0xF0));
	_mm_storeu_si128((__m128i *)(state + 4), _mm_alignr_epi8(cdgh, t, 8));
}

int
cp_sha256_is_accelerated(void)
{
	static int known = -1;
	if (known < 0) {
		unsigned a, b, c, d;
		known = __get_cpuid_count(7, 0, &a, &b, &c, &d) && (b >> 29 & 1)
		    && __get_cpuid(1, &a, &b, &c, &d) && (c >> 19 & 1) && (c >> 9 & 1);
	}
	return known;
}
#else
int cp_sha256_is_accelerated(void) { return 0; }
#define accelerated portable
#endif

static void
compress(struct cp_sha256 *hash, const uint8_t *data, size_t blocks)
{
	if (!hash->portable && cp_sha256_is_accelerated())
		accelerated(hash->state, data, blocks);
	else
		portable(hash->state, data, blocks);
}

void
cp_sha256_begin(struct cp_sha256 *hash, int portable_only)
{
	static const uint32_t initial[8] = {
		0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
	};
	memcpy(hash->state, initial, sizeof initial);
	hash->length = 0;
	hash->portable = portable_only;
}

void
cp_sha256_add(struct cp_sha256 *hash, const void *bytes, size_t count)
{
	const uint8_t *data = bytes;
	size_t filled = hash->length % 64;
	hash->length += count;
	if (filled > 0) {
		size_t part = count < 64 - filled ? count : 64 - filled;
		if (part > 0)
			memcpy(hash->block + filled, data, part);
		data += part;
		count -= part;
		if (filled + part < 64)
			return;
		compress(hash, hash->block, 1);
	}
	compress(hash, data, count / 64);
	if (count % 64 > 0)
		memcpy(hash->block, data + count / 64 * 64, count % 64);
}

void
cp_sha256_end(struct cp_sha256 *hash, uint8_t digest[32])
{
	uint64_t bits = hash->length * 8;
	uint8_t tail[72] = { 0x80 };
	size_t padding = (hash->length % 64 < 56 ? 56 : 120) - hash->length % 64;
	for (int i = 0; i < 8; i++)
		tail[padding + i] = (uint8_t)(bits >> (56 - 8 * i));
	cp_sha256_add(hash, tail, padding + 8);
	for (int i = 0; i < 32; i++)
		digest[i] = (uint8_t)(hash->state[i / 4] >> (24 - i % 4 * 8));
}
