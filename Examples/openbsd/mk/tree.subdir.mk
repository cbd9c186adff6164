# SUBDIR: each target is made in each directory, one after the other.

_SUBDIRUSE: .USE
.for d in ${SUBDIR}
	@echo "===> ${d}"; (cd ${.CURDIR}/${d} && exec ${MAKE} ${.TARGET})
.endfor

all: _SUBDIRUSE
clean: _SUBDIRUSE
