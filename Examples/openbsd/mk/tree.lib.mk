# LIB, SRCS: a static library.

all: lib${LIB}.a

CLEANFILES += lib${LIB}.a

.include <tree.own.mk>

lib${LIB}.a: ${OBJS}
	rm -f ${.TARGET}
	${AR} cq ${.TARGET} ${OBJS}
