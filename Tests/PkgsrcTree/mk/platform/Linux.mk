OBJECT_FMT?=	ELF
_OPSYS_HAS_INET6?=	yes
.if exists(/etc/debian_version) || exists(/etc/redhat-release)
_LINUX_FAMILY?=	known
.else
_LINUX_FAMILY?=	unknown
.endif
