#include "words.h"

const char *world(void) { return "world"; }
