# PROG, SRCS, LDADD, DPADD: a program.

all: ${PROG}

CLEANFILES += ${PROG}

.include <tree.own.mk>

# The header of a library is known to its makefile only.
${OBJS}: ${.CURDIR}/../lib/words.h

${PROG}: ${OBJS} ${DPADD}
	${CC} ${LDFLAGS} -o ${.TARGET} ${OBJS} ${LDADD}
