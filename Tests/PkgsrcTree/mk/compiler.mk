# The compiler, of which a package may ask the version.

.if !defined(COMPILER_MK)
COMPILER_MK=	defined

.  if !defined(CC_VERSION)
CC_VERSION!=	echo "${PKGSRC_COMPILER}-12.2.0" | ${SED} -e 's/\.0$$//'
.  endif
.  if !empty(CC_VERSION:Mgcc-[1-3].*)
BUILD_DEPENDS+=	gcc>=4:../../lang/gcc
.  endif

USE_LANGUAGES?=	c
.  if !empty(USE_LANGUAGES:Mc++)
_LINK_WITH=	c++
.  else
_LINK_WITH=	cc
.  endif
.endif
