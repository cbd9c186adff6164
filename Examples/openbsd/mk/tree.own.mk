# What programs and libraries have in common.

.if !defined(_TREE_OWN_MK_)
_TREE_OWN_MK_ = 1

# Headers are sources too, but nothing is made of them.
OBJS = ${SRCS:N*.h:R:S/$/.o/}
HEADERS = ${SRCS:M*.h}
. if !empty(HEADERS)
${OBJS}: ${HEADERS}
. endif

. if !target(clean)
clean:
	rm -f ${OBJS} ${CLEANFILES}
. endif

# Objects need nothing but what is declared here, so any host can make them.
.DIST: ${OBJS}
.endif
