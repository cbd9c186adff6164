# Dependencies from the buildlink3.mk files that a package has included: each names itself in BUILDLINK_TREE, before and, with a
# minus, behind those that it includes itself.

.for _p in ${BUILDLINK_TREE:N-*:O:u}
.  if empty(IGNORE_PKG.${_p}:M[Yy][Ee][Ss])
BUILDLINK_DEPMETHOD.${_p}?=	full
.    for _d in ${BUILDLINK_API_DEPENDS.${_p}} ${BUILDLINK_ABI_DEPENDS.${_p}}
.      if !empty(BUILDLINK_DEPMETHOD.${_p}:Mbuild)
_BUILDLINK_BUILD+=	${_d}:${BUILDLINK_PKGSRCDIR.${_p}}
.      else
_BUILDLINK_FULL+=	${_d}:${BUILDLINK_PKGSRCDIR.${_p}}
.      endif
.    endfor
.  endif
.endfor
BUILD_DEPENDS+=	${_BUILDLINK_BUILD}
DEPENDS+=	${_BUILDLINK_FULL}
