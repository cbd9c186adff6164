#define _GNU_SOURCE
#include "CPlatform.h"

#include <errno.h>
#include <fcntl.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

int cp_exited(int status) { return WIFEXITED(status); }
int cp_exit_status(int status) { return WEXITSTATUS(status); }
int cp_signaled(int status) { return WIFSIGNALED(status); }
int cp_term_signal(int status) { return WTERMSIG(status); }

int
cp_pipe(int fds[2], int nonblocking)
{
	return pipe2(fds, O_CLOEXEC | (nonblocking ? O_NONBLOCK : 0));
}

int
cp_anonymous_file(void)
{
#ifdef MFD_CLOEXEC
	int fd = memfd_create("make", MFD_CLOEXEC);
	if (fd >= 0)
		return fd;
#endif
	char name[] = "/tmp/makeXXXXXX";
	int file = mkostemp(name, O_CLOEXEC);
	if (file >= 0)
		unlink(name);
	return file;
}

int
cp_lock_byte(int fd, int64_t offset, int lock)
{
	struct flock request = {
		.l_type = lock ? F_WRLCK : F_UNLCK, .l_whence = SEEK_SET, .l_start = (off_t)offset, .l_len = 1
	};
	/* Those of an opening are also told apart within one process. */
#ifdef F_OFD_SETLK
	return fcntl(fd, F_OFD_SETLK, &request) == 0 ? 0 : errno;
#else
	return fcntl(fd, F_SETLK, &request) == 0 ? 0 : errno;
#endif
}

pid_t
cp_ended_child(void)
{
	siginfo_t info;

	memset(&info, 0, sizeof info);
	return waitid(P_ALL, 0, &info, WEXITED | WNOHANG | WNOWAIT) == 0 ? info.si_pid : -1;
}

static _Atomic uint64_t noted;
static _Atomic uint64_t ended_children;
/* Descriptors plus 1 of the loops of this process; it has one, tests have several. */
static _Atomic int wakes[128];

static void
note(int signal)
{
	int saved = errno;
	if (signal == SIGCHLD)
		atomic_fetch_add(&ended_children, 1);
	else
		atomic_fetch_or(&noted, UINT64_C(1) << signal);
	for (size_t i = 0; i < sizeof wakes / sizeof wakes[0]; i++) {
		int fd = atomic_load(&wakes[i]) - 1;
		if (fd >= 0) {
			ssize_t ignored = write(fd, "", 1);
			(void)ignored;
		}
	}
	errno = saved;
}

uint64_t cp_take_signals(void) { return atomic_exchange(&noted, 0); }

uint64_t cp_ended_children(void) { return atomic_load(&ended_children); }

static int
exchange_wake(int from, int to)
{
	for (size_t i = 0; i < sizeof wakes / sizeof wakes[0]; i++) {
		int expected = from;
		if (atomic_compare_exchange_strong(&wakes[i], &expected, to))
			return 0;
	}
	return -1;
}

int cp_add_wake(int fd) { return exchange_wake(0, fd + 1); }
int cp_remove_wake(int fd) { return exchange_wake(fd + 1, 0); }

int
cp_catch(int signal, int catch)
{
	struct sigaction action;
	memset(&action, 0, sizeof action);
	sigemptyset(&action.sa_mask);
	action.sa_handler = catch ? note : SIG_DFL;
	action.sa_flags = signal == SIGCHLD ? SA_RESTART | SA_NOCLDSTOP : 0;
	return sigaction(signal, &action, NULL);
}

void
cp_die_by(int number)
{
	sigset_t one;
	signal(number, SIG_DFL);
	sigemptyset(&one);
	sigaddset(&one, number);
	pthread_sigmask(SIG_UNBLOCK, &one, NULL);
	kill(getpid(), number);
}

size_t
cp_format_time(char *buffer, size_t size, const char *format, int64_t seconds, int local)
{
	struct tm parts;
	time_t t = (time_t)seconds;
	if (local ? !localtime_r(&t, &parts) : !gmtime_r(&t, &parts))
		return 0;
	return strftime(buffer, size, format, &parts);
}

int
cp_status(const char *path, int follow, struct cp_status *out)
{
	struct stat s;
	if ((follow ? stat(path, &s) : lstat(path, &s)) != 0)
		return -1;
	out->modified = (int64_t)s.st_mtim.tv_sec * 1000000000 + s.st_mtim.tv_nsec;
	out->size = s.st_size;
	out->device = (uint64_t)s.st_dev;
	out->inode = (uint64_t)s.st_ino;
	out->mode = s.st_mode;
	return 0;
}

struct body { void (*run)(void *); void *context; };

static void *
begin(void *argument)
{
	struct body *body = argument;
	body->run(body->context);
	return NULL;
}

#ifdef M_ARENA_MAX
/* What the heap grows by; of this only what is used becomes memory. */
#define LARGE_HEAP (1 << 26)

/*
 * The first fault of a page costs more than what is done with it. What lies beyond the heap of an ordinary make comes in
 * large pages, if the system gives them to those who ask.
 */
static void
use_large_pages(void)
{
#ifdef MADV_HUGEPAGE
	const uintptr_t large = 1 << 21;
	char *block = malloc(1 << 20);
	uintptr_t begin = ((uintptr_t)block + 2 * large) & ~(large - 1);
	uintptr_t end = (uintptr_t)sbrk(0) & ~(large - 1);

	/* Not where the heap has been put elsewhere. */
	if (block && end > begin && end - begin <= 2 * LARGE_HEAP)
		madvise((void *)begin, end - begin, MADV_HUGEPAGE);
	free(block);
#endif
}
#endif

int
cp_run_with_stack(size_t bytes, void (*run)(void *), void *context)
{
	pthread_attr_t attributes;
	pthread_t thread;
	struct body body = { run, context };
	int error = pthread_attr_init(&attributes);
	if (error)
		return error;
	pthread_attr_setstacksize(&attributes, bytes);
#ifdef M_ARENA_MAX
	/* The one thread that works shares the heap of the one that waits; a heap of its own grows by mprotect(2). */
	mallopt(M_ARENA_MAX, 1);
	/* Long values come and go; pages that go back to the system each time cost more than what is done with them. */
	mallopt(M_MMAP_THRESHOLD, 1 << 25);
	mallopt(M_TRIM_THRESHOLD, 1 << 28);
	mallopt(M_TOP_PAD, LARGE_HEAP);
	use_large_pages();
#endif
	error = pthread_create(&thread, &attributes, begin, &body);
	pthread_attr_destroy(&attributes);
	if (error)
		return error;
	return pthread_join(thread, NULL);
}

char **cp_environment(void) { return environ; }
int cp_errno(void) { return errno; }
