# What a package may ask for before its own variables are complete: the system, the user's settings, the top of the tree.

.if !defined(BSD_PREFS_MK)
BSD_PREFS_MK=	defined

.  if exists(${.CURDIR}/mk/bsd.prefs.mk)
PKGSRCDIR=	${.CURDIR}
.  elif exists(${.CURDIR}/../mk/bsd.prefs.mk)
PKGSRCDIR=	${.CURDIR:H}
.  else
PKGSRCDIR=	${.CURDIR:H:H}
.  endif

# Each is asked of the system once, unless whoever scans passes what it knows.
.  if defined(NATIVE_OPSYS)
OPSYS:=		${NATIVE_OPSYS}
.  else
OPSYS!=		uname -s
.  endif
.  if defined(NATIVE_OS_VERSION)
OS_VERSION:=	${NATIVE_OS_VERSION}
.  else
OS_VERSION!=	uname -r | sed -e 's/[^0-9.].*//'
.  endif
MACHINE_PLATFORM=	${OPSYS}-${OS_VERSION}-${MACHINE_ARCH}

ECHO?=		echo
SED?=		sed
AWK?=		awk

MAKECONF?=	${PKGSRCDIR}/../mk.conf
.  if exists(${MAKECONF})
.    include "${MAKECONF}"
.  endif
.  include "defaults/mk.conf"

.  if exists(${PKGSRCDIR}/mk/platform/${OPSYS}.mk)
.    include "platform/${OPSYS}.mk"
.  else
.    include "platform/Generic.mk"
.  endif
.endif
