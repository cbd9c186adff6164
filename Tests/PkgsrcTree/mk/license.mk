# Packages under licences that the user has not accepted are not built.

.if defined(LICENSE)
_LICENSE_WORDS=	${LICENSE:NAND:NOR:S,(,,g:S,),,g}
.  for _l in ${_LICENSE_WORDS:O:u}
.    if empty(ACCEPTABLE_LICENSES:M${_l})
PKG_FAIL_REASON+=	"${PKGNAME} has an unacceptable license: ${_l}"
.      if exists(${PKGSRCDIR}/licenses/${_l})
PKG_FAIL_REASON+=	"To read it: less ${_l}"
.      endif
.    endif
.  endfor
.endif
