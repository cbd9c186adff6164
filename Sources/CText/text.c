/* All of it is in the header, so that the loops of other rooms take it up. */
#include "CText.h"
