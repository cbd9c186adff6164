.if !defined(PHPVERSION_MK)
PHPVERSION_MK=	defined

.  include "../../mk/bsd.prefs.mk"

PHP_VERSIONS_ACCEPTED?=	82 83
.  if defined(PHP_VERSION_REQD)
PHP_VER:=	${PHP_VERSION_REQD}
.  elif !empty(PHP_VERSIONS_ACCEPTED:M${PHP_VERSION_DEFAULT})
PHP_VER:=	${PHP_VERSION_DEFAULT}
.  else
PHP_VER:=	${PHP_VERSIONS_ACCEPTED:[1]}
.  endif
PHP_PKG_PREFIX=	php${PHP_VER}
DEPENDS+=	php>=${PHP_VER:C/(.)(.)/\1.\2/}<${PHP_VER:C/(.)(.)/\1.9/}:../../lang/php${PHP_VER}
.endif
