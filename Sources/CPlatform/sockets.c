/* Sockets in the file system, and descriptors that go through them. */
#define _GNU_SOURCE
#include "CPlatform.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#ifndef MSG_NOSIGNAL
#define MSG_NOSIGNAL 0
#endif
#ifndef MSG_CMSG_CLOEXEC
#define MSG_CMSG_CLOEXEC 0
#endif

enum { MOST_DESCRIPTORS = 4 };

static int
local_socket(const char *path, struct sockaddr_un *address)
{
	if (strlen(path) >= sizeof(address->sun_path)) {
		errno = ENAMETOOLONG;
		return -1;
	}
	memset(address, 0, sizeof(*address));
	address->sun_family = AF_UNIX;
	strcpy(address->sun_path, path);
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);
	if (fd >= 0) {
		fcntl(fd, F_SETFD, FD_CLOEXEC);
		fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK);
	}
	return fd;
}

static int
closed_with(int fd, int error)
{
	close(fd);
	errno = error;
	return -1;
}

int
cp_listen_local(const char *path)
{
	struct sockaddr_un address;
	int fd = local_socket(path, &address);
	if (fd < 0)
		return -1;
	if (bind(fd, (struct sockaddr *)&address, sizeof(address)) != 0 || listen(fd, 64) != 0)
		return closed_with(fd, errno);
	return fd;
}

int
cp_connect_local(const char *path)
{
	struct sockaddr_un address;
	int fd = local_socket(path, &address);
	if (fd < 0)
		return -1;
	if (connect(fd, (struct sockaddr *)&address, sizeof(address)) != 0)
		return closed_with(fd, errno);
	return fd;
}

int
cp_accept_local(int listener)
{
	int fd = accept(listener, NULL, NULL);
	if (fd < 0)
		return -1;
	fcntl(fd, F_SETFD, FD_CLOEXEC);
	fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK);
	return fd;
}

ssize_t
cp_send_with_descriptors(int fd, const void *bytes, size_t count, const int *passed, size_t passed_count)
{
	union {
		struct cmsghdr header;
		char space[CMSG_SPACE(MOST_DESCRIPTORS * sizeof(int))];
	} control;
	struct iovec part = { .iov_base = (void *)bytes, .iov_len = count };
	struct msghdr message = { .msg_iov = &part, .msg_iovlen = 1 };
	if (passed_count > MOST_DESCRIPTORS) {
		errno = EINVAL;
		return -1;
	}
	if (passed_count > 0) {
		memset(&control, 0, sizeof(control));
		message.msg_control = control.space;
		message.msg_controllen = CMSG_SPACE(passed_count * sizeof(int));
		struct cmsghdr *header = CMSG_FIRSTHDR(&message);
		header->cmsg_level = SOL_SOCKET;
		header->cmsg_type = SCM_RIGHTS;
		header->cmsg_len = CMSG_LEN(passed_count * sizeof(int));
		memcpy(CMSG_DATA(header), passed, passed_count * sizeof(int));
	}
	return sendmsg(fd, &message, MSG_NOSIGNAL);
}

ssize_t
cp_receive_with_descriptors(int fd, void *bytes, size_t count, int *got, size_t *got_count)
{
	union {
		struct cmsghdr header;
		char space[CMSG_SPACE(MOST_DESCRIPTORS * sizeof(int))];
	} control;
	struct iovec part = { .iov_base = bytes, .iov_len = count };
	struct msghdr message = { .msg_iov = &part, .msg_iovlen = 1 };
	size_t room = *got_count;
	*got_count = 0;
	message.msg_control = control.space;
	message.msg_controllen = sizeof(control.space);
	ssize_t length = recvmsg(fd, &message, MSG_CMSG_CLOEXEC);
	if (length < 0)
		return -1;
	for (struct cmsghdr *header = CMSG_FIRSTHDR(&message); header; header = CMSG_NXTHDR(&message, header)) {
		if (header->cmsg_level != SOL_SOCKET || header->cmsg_type != SCM_RIGHTS)
			continue;
		size_t passed = (header->cmsg_len - CMSG_LEN(0)) / sizeof(int);
		for (size_t i = 0; i < passed; i++) {
			int each;
			memcpy(&each, CMSG_DATA(header) + i * sizeof(int), sizeof(int));
			fcntl(each, F_SETFD, FD_CLOEXEC);
			/* More than was asked for would only leak. */
			if (*got_count < room)
				got[(*got_count)++] = each;
			else
				close(each);
		}
	}
	return length;
}

int
cp_shut_writing(int fd)
{
	return shutdown(fd, SHUT_WR);
}

int
cp_byte_is_locked(int fd, int64_t offset)
{
	struct flock range = { .l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = (off_t)offset, .l_len = 1 };
#ifdef F_OFD_GETLK
	int request = F_OFD_GETLK;
#else
	int request = F_GETLK;
#endif
	if (fcntl(fd, request, &range) != 0)
		return -1;
	return range.l_type != F_UNLCK;
}
