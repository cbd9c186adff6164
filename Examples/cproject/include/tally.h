/* What every module of tally shares. */
#ifndef TALLY_H
#define TALLY_H

#include <stddef.h>
#include <stdint.h>

#define TALLY_VERSION "1.0"

/* Longest word that is told apart; longer ones are cut. */
#define WORD_MAX_BYTES 64

#endif
