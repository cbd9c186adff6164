#include <stdio.h>

#include "words.h"

int main(void) {
    printf("%s, %s\n", hello(), world());
    return 0;
}
