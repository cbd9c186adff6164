/* What a process waits for, kept by the kernel: epoll(7). */
#ifdef __linux__
#define _GNU_SOURCE
#include "CPlatform.h"

#include <errno.h>
#include <sys/epoll.h>

int cp_queue_open(void) { return epoll_create1(EPOLL_CLOEXEC); }

static uint32_t
epoll_events(int what)
{
	return (what & CP_READ ? EPOLLIN : 0) | (what & CP_WRITE ? EPOLLOUT : 0);
}

int
cp_queue_set(int queue, int fd, int old, int new)
{
	struct epoll_event event = { .events = epoll_events(new), .data.fd = fd };
	int operation = !new ? EPOLL_CTL_DEL : old ? EPOLL_CTL_MOD : EPOLL_CTL_ADD;

	if (epoll_ctl(queue, operation, fd, &event) == 0)
		return 0;
	/* The kernel forgets a descriptor that is closed. */
	if (operation == EPOLL_CTL_MOD && errno == ENOENT && epoll_ctl(queue, EPOLL_CTL_ADD, fd, &event) == 0)
		return 0;
	return errno;
}

int
cp_queue_wait(int queue, struct cp_ready *ready, int capacity, int milliseconds)
{
	struct epoll_event events[CP_READY_MAX];
	if (capacity > CP_READY_MAX)
		capacity = CP_READY_MAX;
	int count = epoll_wait(queue, events, capacity, milliseconds);
	for (int i = 0; i < count; i++) {
		uint32_t e = events[i].events;
		int ended = (e & (EPOLLERR | EPOLLHUP)) != 0;
		ready[i].fd = events[i].data.fd;
		ready[i].what = (e & EPOLLIN || ended ? CP_READ : 0) | (e & EPOLLOUT || ended ? CP_WRITE : 0);
	}
	return count;
}

#endif
