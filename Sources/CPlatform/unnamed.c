/* Files without a name, which vanish with the process that writes them, however it ends. */
#ifdef __linux__
#define _GNU_SOURCE
#endif

#include "CPlatform.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

int
cp_open_unnamed(const char *directory, mode_t mode)
{
#ifdef O_TMPFILE
	/* It gets its name by way of /proc. */
	static const char descriptors[] = "/proc/self/fd";

	if (access(descriptors, X_OK) == 0)
		return open(directory, O_TMPFILE | O_WRONLY | O_CLOEXEC, mode);
#endif
	(void)directory;
	(void)mode;
	errno = ENOSYS;
	return -1;
}

int
cp_name_unnamed(int fd, const char *path)
{
	char link[64];

	snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
	return linkat(AT_FDCWD, link, AT_FDCWD, path, AT_SYMLINK_FOLLOW);
}
