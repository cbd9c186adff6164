# The top and the categories: everything is done in each directory below.

.include "bsd.prefs.mk"

.PHONY: all show-subdir-var
all:
.for _d in ${SUBDIR}
	@cd ${_d} && ${MAKE} all
.endfor

show-subdir-var:
	@${ECHO} ${${VARNAME}:Q}
