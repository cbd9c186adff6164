/* Kinds of bytes, many at once: bit i of a mask is byte i of the text. */
#ifndef CTEXT_H
#define CTEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define CT_INLINE static inline __attribute__((always_inline))

/* Vectors as the compiler has them for every processor; on x86 a mask is one instruction (pmovmskb). */
typedef uint8_t ct_bytes __attribute__((ext_vector_type(16)));
typedef bool ct_flags __attribute__((ext_vector_type(16)));

CT_INLINE ct_bytes
ct_load(const uint8_t *text)
{
	ct_bytes bytes;

	memcpy(&bytes, text, sizeof bytes);
	return bytes;
}

#define CT_MASK(comparison) \
	__extension__({ \
		union { ct_flags flags; uint16_t bits; } ct_mask_; \
		ct_mask_.flags = __builtin_convertvector((comparison), ct_flags); \
		(uint64_t)ct_mask_.bits; \
	})

/* What separates words, and what may keep a separator from doing so. */
struct ct_word_masks {
	uint64_t separators; /* blank, tab, newline */
	uint64_t quotes;     /* " ' \ */
};

/* Of 64 bytes. */
CT_INLINE struct ct_word_masks
ct_word_masks(const uint8_t *text)
{
	struct ct_word_masks masks = { 0, 0 };

	for (int i = 0; i < 4; i++) {
		ct_bytes b = ct_load(text + 16 * i);

		masks.separators |= CT_MASK((b == ' ') | (b == '\t') | (b == '\n')) << (16 * i);
		masks.quotes |= CT_MASK((b == '"') | (b == '\'') | (b == '\\')) << (16 * i);
	}
	return masks;
}

/* Where lines end, and what makes them more than their bytes. */
struct ct_line_masks {
	uint64_t newlines;
	uint64_t specials; /* \ # and the zero byte */
};

/* Of 64 bytes. */
CT_INLINE struct ct_line_masks
ct_line_masks(const uint8_t *text)
{
	struct ct_line_masks masks = { 0, 0 };

	for (int i = 0; i < 4; i++) {
		ct_bytes b = ct_load(text + 16 * i);

		masks.newlines |= CT_MASK(b == '\n') << (16 * i);
		masks.specials |= CT_MASK((b == '\\') | (b == '#') | (b == 0)) << (16 * i);
	}
	return masks;
}

/* The place of the first such byte, or count. */
CT_INLINE size_t
ct_find(const uint8_t *text, size_t count, uint8_t byte)
{
	const uint8_t *found = count > 0 ? memchr(text, byte, count) : NULL;

	return found ? (size_t)(found - text) : count;
}

/* Which of 16 bytes are that one. */
CT_INLINE uint64_t
ct_equal(const uint8_t *text, uint8_t byte)
{
	return CT_MASK(ct_load(text) == byte);
}

/* Which of 64 bytes may mean something to a shell: all but letters, digits and + , - . / : @ _ */
CT_INLINE uint64_t
ct_not_plain(const uint8_t *text)
{
	uint64_t mask = 0;

	for (int i = 0; i < 4; i++) {
		ct_bytes b = ct_load(text + 16 * i);
		ct_bytes small = b | 0x20;

		mask |= CT_MASK(!((b >= '+' & b <= ':') | (small >= 'a' & small <= 'z') | (b == '@') | (b == '_'))) << (16 * i);
	}
	return mask;
}

#endif
