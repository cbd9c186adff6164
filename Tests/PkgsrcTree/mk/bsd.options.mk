# Options of packages: PKG_OPTIONS_VAR, PKG_SUPPORTED_OPTIONS and PKG_SUGGESTED_OPTIONS in, PKG_OPTIONS out.

.include "bsd.prefs.mk"

PKG_OPTIONS:=	${PKG_SUGGESTED_OPTIONS}
.for _o in ${PKG_DEFAULT_OPTIONS} ${${PKG_OPTIONS_VAR}}
_OPTION:=	${_o:C/^-//}
.  if empty(PKG_SUPPORTED_OPTIONS:M${_OPTION})
.    if !empty(${PKG_OPTIONS_VAR}:M${_o})
PKG_FAIL_REASON+=	"[bsd.options.mk] The option "${_OPTION:Q}" is not supported by ${PKGBASE}."
.    endif
.  elif !empty(_o:M-*)
PKG_OPTIONS:=	${PKG_OPTIONS:N${_OPTION}}
.  else
PKG_OPTIONS:=	${PKG_OPTIONS:N${_OPTION}} ${_OPTION}
.  endif
.endfor
PKG_OPTIONS:=	${PKG_OPTIONS:O:u}
