#define _GNU_SOURCE
#include "CPlatform.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* Signals that make catches or ignores; in what it starts they have their default actions. */
static const int reset[] = { SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGPIPE, SIGCHLD, SIGTSTP, SIGCONT, SIGWINCH, SIGUSR1, SIGUSR2 };
#define RESET_COUNT (sizeof reset / sizeof reset[0])

#ifdef __linux__

/*
 * The C library's posix_spawn asks for the action of every signal, twice for some, and makes a stack: more than a hundred
 * system calls. Here the new process borrows the memory of this one (vfork(2)) and makes those that are needed.
 */
struct image {
	const struct cp_spawn *request;
	const char *search;		/* PATH */
	char candidate[PATH_MAX];
};

/* Executes the program as execvp(3) does, but gives no text to a shell. Returns an errno value. */
static int
execute(struct image *image)
{
	const struct cp_spawn *r = image->request;
	size_t length = strlen(r->path);
	int error = ENOENT;

	if (memchr(r->path, '/', length)) {
		execve(r->path, r->argv, r->envp);
		return errno;
	}
	if (length == 0)
		return ENOENT;
	for (const char *place = image->search;; place++) {
		const char *end = strchrnul(place, ':');
		size_t count = (size_t)(end - place);

		if (count + 1 + length < sizeof image->candidate) {
			memcpy(image->candidate, place, count);
			if (count > 0)
				image->candidate[count++] = '/';
			memcpy(image->candidate + count, r->path, length + 1);
			execve(image->candidate, r->argv, r->envp);
			if (errno == EACCES)
				error = EACCES;
			else if (errno != ENOENT && errno != ESTALE && errno != ENOTDIR && errno != ENODEV && errno != ETIMEDOUT)
				return errno;
		}
		if (*end == '\0')
			return error;
		place = end;
	}
}

/* Makes `from` open as `to` also behind an exec. */
static int
move(int from, int to)
{
	if (from == to)
		return fcntl(to, F_SETFD, 0);
	return dup2(from, to);
}

/* What the new process does. Returns an errno value. */
static int
become(struct image *image)
{
	const struct cp_spawn *r = image->request;
	struct sigaction action;
	sigset_t none;

	memset(&action, 0, sizeof action);
	action.sa_handler = SIG_DFL;
	for (size_t i = 0; i < RESET_COUNT; i++)
		sigaction(reset[i], &action, NULL);
	if (r->new_group && setpgid(0, 0) < 0)
		return errno;
	if (r->directory && chdir(r->directory) < 0)
		return errno;
	const int standard[] = { r->standard_input, r->standard_output, r->standard_error };
	for (int i = 0; i < 3; i++)
		if (standard[i] >= 0 && move(standard[i], i) < 0)
			return errno;
	for (size_t i = 0; i < r->kept_count; i++)
		if (move(r->kept[i], r->kept[i]) < 0)
			return errno;
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	return execute(image);
}

/* Apart, so that nothing but this call stands on the stack that both processes use. */
static __attribute__((noinline)) pid_t
start(struct image *image, volatile int *error)
{
	pid_t child = vfork();

	if (child == 0) {
		*error = become(image);
		_exit(127);
	}
	return child;
}

static int
spawn(const struct cp_spawn *r, pid_t *pid)
{
	struct image image = { .request = r, .search = getenv("PATH") };
	volatile int error = 0;
	sigset_t all, before;

	if (!image.search)
		image.search = "/bin:/usr/bin";
	/* A handler must not run in the new process while it has our memory. */
	sigfillset(&all);
	pthread_sigmask(SIG_BLOCK, &all, &before);
	pid_t child = start(&image, &error);
	if (child < 0)
		error = errno;
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	if (error == 0)
		*pid = child;
	else if (child > 0)
		while (waitpid(child, NULL, 0) < 0 && errno == EINTR)
			;
	return error;
}

int
cp_spawn(const struct cp_spawn *r, pid_t *pid)
{
	cp_lower_open_files();
	int error = spawn(r, pid);
	cp_raise_open_files();
	/* A descriptor beyond the lowered limit cannot be put anywhere. */
	return error == EMFILE || error == EBADF ? spawn(r, pid) : error;
}

#else

int
cp_spawn(const struct cp_spawn *r, pid_t *pid)
{
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attributes;
	sigset_t none, all;
	int error;

	if ((error = posix_spawn_file_actions_init(&actions)) != 0)
		return error;
	if ((error = posix_spawnattr_init(&attributes)) != 0) {
		posix_spawn_file_actions_destroy(&actions);
		return error;
	}
	if (r->directory)
		error = posix_spawn_file_actions_addchdir_np(&actions, r->directory);
	/* dup2 onto itself clears close-on-exec, which is how kept descriptors survive. */
	if (!error && r->standard_input >= 0)
		error = posix_spawn_file_actions_adddup2(&actions, r->standard_input, 0);
	if (!error && r->standard_output >= 0)
		error = posix_spawn_file_actions_adddup2(&actions, r->standard_output, 1);
	if (!error && r->standard_error >= 0)
		error = posix_spawn_file_actions_adddup2(&actions, r->standard_error, 2);
	for (size_t i = 0; !error && i < r->kept_count; i++)
		error = posix_spawn_file_actions_adddup2(&actions, r->kept[i], r->kept[i]);

	sigemptyset(&none);
	sigemptyset(&all);
	for (size_t i = 0; i < RESET_COUNT; i++)
		sigaddset(&all, reset[i]);
	short flags = POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF;
	if (r->new_group) {
		flags |= POSIX_SPAWN_SETPGROUP;
		posix_spawnattr_setpgroup(&attributes, 0);
	}
	posix_spawnattr_setsigmask(&attributes, &none);
	posix_spawnattr_setsigdefault(&attributes, &all);
	posix_spawnattr_setflags(&attributes, flags);
	if (!error) {
		cp_lower_open_files();
		error = posix_spawnp(pid, r->path, &actions, &attributes, r->argv, r->envp);
		cp_raise_open_files();
		/* Some C libraries open a pipe on the way. */
		if (error == EMFILE)
			error = posix_spawnp(pid, r->path, &actions, &attributes, r->argv, r->envp);
	}
	posix_spawnattr_destroy(&attributes);
	posix_spawn_file_actions_destroy(&actions);
	return error;
}

#endif
