# Prints what a bulk builder wants to know of a package, and of each of its variants: pbulk-index, pbulk-index-item.
#
# A class of variants has a list of accepted values, a variable that requires one, and a default.

_PBULK_MULTI?=	php python

_PBULK_MULTI_LIST.php=		PHP_VERSIONS_ACCEPTED
_PBULK_MULTI_VAR.php=		PHP_VERSION_REQD
_PBULK_MULTI_DEFAULT.php=	PHP_VERSION_DEFAULT

_PBULK_MULTI_LIST.python=	_PYTHON_VERSIONS_ACCEPTED
_PBULK_MULTI_VAR.python=	PYTHON_VERSION_REQD
_PBULK_MULTI_DEFAULT.python=	PYTHON_VERSION_DEFAULT

.PHONY: pbulk-index pbulk-index-item

# A class counts where there is a choice, or where what there is is not the default; the default comes first.
.if !defined(NO_MULTI_PKG)
.  for _c in ${_PBULK_MULTI}
.    if defined(${_PBULK_MULTI_LIST.${_c}}) && !empty(${_PBULK_MULTI_LIST.${_c}})
_PBULK_VALUES.${_c}:=	${${_PBULK_MULTI_LIST.${_c}}}
_PBULK_DEFAULT.${_c}:=	${${_PBULK_MULTI_DEFAULT.${_c}}}
.      if ${_PBULK_VALUES.${_c}:[#]} != 1 || ${_PBULK_VALUES.${_c}} != ${_PBULK_DEFAULT.${_c}}
_PBULK_MULTI_NEEDED:=	${_c} ${_PBULK_MULTI_NEEDED}
_PBULK_SORTED_LIST.${_c}:=	${_PBULK_VALUES.${_c}:M${_PBULK_DEFAULT.${_c}}} ${_PBULK_VALUES.${_c}:N${_PBULK_DEFAULT.${_c}}}
.      endif
.    endif
.  endfor
.endif

.if !defined(_PBULK_MULTI_NEEDED)
pbulk-index: pbulk-index-item
.else
# Loops of the shell within each other, one for each class, around a make that sees the values in its environment.
pbulk-index:
	@set -e; ${_PBULK_MULTI_NEEDED:@_c@ \
		for _v_${_c} in ${_PBULK_SORTED_LIST.${_c}}; do \
			_PBULK_MULTI_VALUE_${_c}=$$_v_${_c}; export _PBULK_MULTI_VALUE_${_c}; \
			${_PBULK_MULTI_VAR.${_c}}=$$_v_${_c}; export ${_PBULK_MULTI_VAR.${_c}};@} \
	${MAKE} pbulk-index-item \
		${_PBULK_MULTI_NEEDED:@_c@; done@}
.endif

pbulk-index-item:
	@echo "PKGNAME="${PKGNAME:Q}
	@echo "ALL_DEPENDS="${_ALL_DEPENDS:Q}
	@echo "PKG_SKIP_REASON="${PKG_SKIP_REASON:Q}
	@echo "PKG_FAIL_REASON="${PKG_FAIL_REASON:Q}
	@echo "NO_BIN_ON_FTP="${NO_BIN_ON_FTP:Q}
	@echo "RESTRICTED="${RESTRICTED:Q}
	@echo "CATEGORIES="${CATEGORIES:Q}
	@echo "MAINTAINER="${MAINTAINER:Q}
	@echo "USE_DESTDIR="${_USE_DESTDIR:Q}
	@echo "BOOTSTRAP_PKG="${BOOTSTRAP_PKG}
	@echo "USERGROUP_PHASE="${USERGROUP_PHASE:Q}
	@echo "SCAN_DEPENDS="${.MAKE.MAKEFILES:Q}
.if defined(_PBULK_MULTI_NEEDED)
	@printf "MULTI_VERSION="
.  for _c in ${_PBULK_MULTI_NEEDED}
	@printf " %s=%s" ${_PBULK_MULTI_VAR.${_c}:Q} ${_PBULK_MULTI_VALUE_${_c}:Q}
.  endfor
	@printf "\n"
.endif
