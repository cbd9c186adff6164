/* What a process waits for, kept by the kernel: kqueue(2); nothing where there is neither this nor epoll(7). */
#ifndef __linux__
#include "CPlatform.h"

#include <errno.h>

#if __has_include(<sys/event.h>)

#include <fcntl.h>
#include <sys/event.h>
#include <sys/stat.h>
#include <sys/time.h>

int
cp_queue_open(void)
{
	int queue = kqueue();
	if (queue >= 0)
		fcntl(queue, F_SETFD, FD_CLOEXEC);
	return queue;
}

int
cp_queue_set(int queue, int fd, int old, int new)
{
	struct kevent change;
	struct stat status;
	static const struct { int what, filter; } kinds[] = { { CP_READ, EVFILT_READ }, { CP_WRITE, EVFILT_WRITE } };

	/* These filters tell of a regular file that it is not at its end, and know few kinds of devices. */
	if (new && fstat(fd, &status) == 0 && S_ISREG(status.st_mode))
		return EPERM;
	for (int i = 0; i < 2; i++) {
		if ((old & kinds[i].what) == (new & kinds[i].what))
			continue;
		EV_SET(&change, fd, kinds[i].filter, new & kinds[i].what ? EV_ADD : EV_DELETE, 0, 0, 0);
		if (kevent(queue, &change, 1, NULL, 0, NULL) == 0 || !(new & kinds[i].what))
			continue;
		int error = errno;
		/* The other filter goes back to what it was. */
		if (i == 1 && (old & CP_READ) != (new & CP_READ)) {
			EV_SET(&change, fd, EVFILT_READ, old & CP_READ ? EV_ADD : EV_DELETE, 0, 0, 0);
			(void)kevent(queue, &change, 1, NULL, 0, NULL);
		}
		return error == EINVAL || error == ENODEV || error == EOPNOTSUPP ? EPERM : error;
	}
	return 0;
}

int
cp_queue_wait(int queue, struct cp_ready *ready, int capacity, int milliseconds)
{
	struct kevent events[CP_READY_MAX];
	struct timespec limit = { milliseconds / 1000, milliseconds % 1000 * 1000000L };

	if (capacity > CP_READY_MAX)
		capacity = CP_READY_MAX;
	int count = kevent(queue, NULL, 0, events, capacity, milliseconds < 0 ? NULL : &limit);
	for (int i = 0; i < count; i++) {
		ready[i].fd = (int)events[i].ident;
		ready[i].what = events[i].filter == EVFILT_WRITE ? CP_WRITE : CP_READ;
	}
	return count;
}

#else

int cp_queue_open(void) { errno = ENOSYS; return -1; }
int cp_queue_set(int queue, int fd, int old, int new) { (void)queue, (void)fd, (void)old, (void)new; return ENOSYS; }

int
cp_queue_wait(int queue, struct cp_ready *ready, int capacity, int milliseconds)
{
	(void)queue, (void)ready, (void)capacity, (void)milliseconds;
	errno = ENOSYS;
	return -1;
}

#endif
#endif
