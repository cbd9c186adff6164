# What every package includes last.

.include "bsd.prefs.mk"
.include "compiler.mk"

.if defined(PKGREVISION) && !empty(PKGREVISION) && (${PKGREVISION} != "0")
_NB=		nb${PKGREVISION}
.endif
.if !defined(PKGNAME)
PKGNAME:=	${DISTNAME}
.endif
PKGNAME:=	${PKGNAME}${_NB}
PKGBASE=	${PKGNAME:C/-[^-]*$//}
PKGVERSION=	${PKGNAME:C/^.*-//}

MAINTAINER?=	pkgsrc-users@example.org
.if !defined(CATEGORIES) || empty(CATEGORIES)
PKG_FAIL_REASON+=	"CATEGORIES *must* be set."
.endif

# Platforms are patterns of system, version and machine.
.for _p in ${NOT_FOR_PLATFORM}
.  if !empty(MACHINE_PLATFORM:M${_p})
PKG_SKIP_REASON+=	"${PKGNAME} is not available for ${MACHINE_PLATFORM:C/-.*//}"
.  endif
.endfor
.if defined(ONLY_FOR_PLATFORM) && !empty(ONLY_FOR_PLATFORM)
_IS_ONLY_FOR=	no
.  for _p in ${ONLY_FOR_PLATFORM}
.    if !empty(MACHINE_PLATFORM:M${_p})
_IS_ONLY_FOR=	yes
.    endif
.  endfor
.  if ${_IS_ONLY_FOR} == "no"
PKG_SKIP_REASON+=	"${PKGNAME} is only for "${ONLY_FOR_PLATFORM:Q}
.  endif
.endif
.if defined(BROKEN)
PKG_FAIL_REASON+=	"${PKGNAME} is marked as broken:" ${BROKEN:Q}
.endif

.if defined(RESTRICTED)
NO_BIN_ON_FTP?=	${RESTRICTED}
.endif
.include "license.mk"
.include "bsd.buildlink3.mk"

# Tools that have to be packages here.
USE_TOOLS?=	# empty
.for _t in ${USE_TOOLS:C/:.*//:O:u}
.  if exists(${PKGSRCDIR}/devel/${_t}/Makefile)
TOOL_DEPENDS+=	${_t}-[0-9]*:../../devel/${_t}
.  endif
.endfor
.if empty(BOOTSTRAP_PKG:M[yY][eE][sS])
BOOTSTRAP_DEPENDS+=	digest>=20160304:../../pkgtools/digest
.endif
_ALL_DEPENDS=	${BOOTSTRAP_DEPENDS} ${BUILD_DEPENDS} ${TOOL_DEPENDS} ${DEPENDS}

.if !empty(PKG_DESTDIR_SUPPORT:Mno)
_USE_DESTDIR=	no
.else
_USE_DESTDIR=	${PKG_DESTDIR_SUPPORT:Uuser-destdir}
.endif

# A site may add to every package, and a package may have a neighbour's changes.
.sinclude "${PKGSRCDIR}/mk/site.mk"
.if exists(${.CURDIR}/hacks.mk)
.  include "${.CURDIR}/hacks.mk"
.endif

.PHONY: all show-var show-vars
.if !target(all)
all:
	@${ECHO} "===> ${PKGNAME}"
.endif

show-var:
	@${ECHO} ${${VARNAME}:Q}

show-vars:
.for _v in ${VARNAMES}
	@${ECHO} ${${_v}:Q}
.endfor

.include "pbulk/pbulk-index.mk"
