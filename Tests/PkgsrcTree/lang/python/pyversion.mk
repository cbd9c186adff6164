# Chooses a python for a package: of those that it accepts the one that is required, and else the default or the first.

.if !defined(PYTHON_PYVERSION_MK)
PYTHON_PYVERSION_MK=	defined

.  include "../../mk/bsd.prefs.mk"

_PYTHON_VERSIONS_ALL=	313 312 311
PYTHON_VERSIONS_INCOMPATIBLE?=
_PYTHON_VERSIONS_ACCEPTED:=	# empty
.  for _v in ${_PYTHON_VERSIONS_ALL}
.    if empty(PYTHON_VERSIONS_INCOMPATIBLE:M${_v})
_PYTHON_VERSIONS_ACCEPTED+=	${_v}
.    endif
.  endfor

.  if defined(PYTHON_VERSION_REQD)
_PYTHON_VERSION:=	${PYTHON_VERSION_REQD}
.  elif !empty(_PYTHON_VERSIONS_ACCEPTED:M${PYTHON_VERSION_DEFAULT})
_PYTHON_VERSION:=	${PYTHON_VERSION_DEFAULT}
.  else
_PYTHON_VERSION:=	${_PYTHON_VERSIONS_ACCEPTED:[1]}
.  endif
.  if empty(_PYTHON_VERSIONS_ACCEPTED:M${_PYTHON_VERSION})
PKG_FAIL_REASON+=	"No valid Python version"
.  endif
PYPKGPREFIX=	py${_PYTHON_VERSION}
PYPACKAGE=	python${_PYTHON_VERSION}
DEPENDS+=	${PYPACKAGE}>=3.${_PYTHON_VERSION:S/3//}:../../lang/${PYPACKAGE}
.endif
