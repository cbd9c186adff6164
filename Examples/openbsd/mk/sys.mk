# What make knows before it reads anything else.

CC ?= cc
CFLAGS ?= -O1
AR ?= ar

.SUFFIXES: .o .c

.c.o:
	${CC} ${CPPFLAGS} ${CFLAGS} -c ${.IMPSRC} -o ${.TARGET}
