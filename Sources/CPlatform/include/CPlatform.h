/* The C that Swift cannot reach: function-like macros, calls hidden behind feature macros, spawn extensions. */
#ifndef CPLATFORM_H
#define CPLATFORM_H

#include <poll.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* wait(2) status macros. */
int cp_exited(int status);
int cp_exit_status(int status);
int cp_signaled(int status);
int cp_term_signal(int status);

/* pipe2(2) with O_CLOEXEC; both ends optionally non-blocking. */
int cp_pipe(int fds[2], int nonblocking);

/* An anonymous file for reading back, close-on-exec; -1 and errno on failure. */
int cp_anonymous_file(void);

/* A new file of a directory that has no name yet, close-on-exec; -1 and errno where there is no such thing. */
int cp_open_unnamed(const char *directory, mode_t mode);
/* Gives it one that nothing has so far. */
int cp_name_unnamed(int fd, const char *path);

/* Locks one byte of a file for this opening of it, or gives it up; never waits. Returns 0 or an errno value. */
int cp_lock_byte(int fd, int64_t offset, int lock);

/* Whether another opening of the file holds that byte locked; -1 and errno on failure. Takes nothing. */
int cp_byte_is_locked(int fd, int64_t offset);

/* Stream sockets in the file system, close-on-exec and non-blocking; -1 and errno on failure. */
int cp_listen_local(const char *path);
int cp_connect_local(const char *path);
int cp_accept_local(int listener);
/* sendmsg(2) and recvmsg(2) with up to four descriptors; received ones are close-on-exec. */
ssize_t cp_send_with_descriptors(int fd, const void *bytes, size_t count, const int *passed, size_t passed_count);
ssize_t cp_receive_with_descriptors(int fd, void *bytes, size_t count, int *got, size_t *got_count);
/* Ends the writing side, if it is a socket. */
int cp_shut_writing(int fd);

/* What a new process gets. A descriptor of -1 is inherited from the caller. */
struct cp_spawn {
	const char *path;		/* a path, or a name looked up in PATH */
	char *const *argv;
	char *const *envp;
	const char *directory;		/* NULL: the caller's */
	int standard_input, standard_output, standard_error;
	const int *kept;		/* further descriptors that stay open under their own number */
	size_t kept_count;
	int new_group;			/* leader of a new process group */
};

/* Starts a process with default signal actions and an empty signal mask. Returns 0 or an errno value. */
int cp_spawn(const struct cp_spawn *request, pid_t *pid);

/*
 * The same, with a process between that writes down what files the command and all that it starts use, in the format
 * of filemon(4), and ends as the command ends. If the system refuses to trace, nothing is written.
 */
int cp_spawn_traced(const struct cp_spawn *request, int records, pid_t *pid);
/* False where that is not known to be possible at all. */
int cp_can_trace(void);

/*
 * Raises the soft limit of open files to `count`, as far as the hard one allows; if it is not inherited, what cp_spawn
 * starts has the limit of before. Returns the soft limit.
 */
long cp_allow_open_files(long count, int inherited);
/* Around the start of a process, which takes the soft limit over; nothing where it was not raised. */
void cp_lower_open_files(void);
void cp_raise_open_files(void);

/* Signals noted by cp_catch since the last call, one bit each (1 << signal), without SIGCHLD; clears them. */
uint64_t cp_take_signals(void);
/* How often SIGCHLD was noted. */
uint64_t cp_ended_children(void);
/* Notes the signal and wakes the loops; a second argument of 0 restores the default action. */
int cp_catch(int signal, int catch);
/* A descriptor that gets a byte with each noted signal; -1 if there are too many. */
int cp_add_wake(int fd);
int cp_remove_wake(int fd);
/* Restores the default action, unblocks the signal and sends it to this process. */
void cp_die_by(int signal);

/*
 * A list of watched descriptors that the kernel keeps: epoll(7) or kqueue(2); -1 and errno (ENOSYS where there is
 * neither).
 */
enum { CP_READ = 1, CP_WRITE = 2, CP_READY_MAX = 256 };
int cp_queue_open(void);
/*
 * Watches a descriptor for `new` (a sum of the above) instead of `old`; 0 is nothing. Returns 0 or an errno value; EPERM
 * where the descriptor cannot be watched since it is always ready.
 */
int cp_queue_set(int queue, int fd, int old, int new);
struct cp_ready { int fd; int what; };
/*
 * Waits until something is ready, at most so long (negative: for ever), and tells of at most CP_READY_MAX. An error or
 * the end counts as ready. Returns how many, or -1 and errno.
 */
int cp_queue_wait(int queue, struct cp_ready *ready, int capacity, int milliseconds);

/* A child that ended and was not waited for yet, and still is not; 0 if there is none, -1 if that cannot be asked. */
pid_t cp_ended_child(void);

/* Thread-safe strftime over localtime_r or gmtime_r; returns the length, 0 if it does not fit. */
size_t cp_format_time(char *buffer, size_t size, const char *format, int64_t time, int local);

/* Nanoseconds since the epoch of a file's modification, and its kind, in one call. */
struct cp_status {
	int64_t modified;
	int64_t size;
	uint64_t device, inode;
	uint32_t mode;
};
int cp_status(const char *path, int follow, struct cp_status *out);

/* Runs body(context) on a thread with a stack of so many bytes, and waits. Returns 0 or an errno value. */
int cp_run_with_stack(size_t bytes, void (*body)(void *), void *context);

/* SHA-256 in pieces. */
struct cp_sha256 {
	uint32_t state[8];
	uint64_t length;		/* bytes so far */
	uint8_t block[64];		/* the first length % 64 are waiting */
	int portable;			/* never use the processor's instructions */
};
void cp_sha256_begin(struct cp_sha256 *hash, int portable_only);
void cp_sha256_add(struct cp_sha256 *hash, const void *bytes, size_t count);
void cp_sha256_end(struct cp_sha256 *hash, uint8_t digest[32]);
int cp_sha256_is_accelerated(void);

extern char **environ;
char **cp_environment(void);
int cp_errno(void);

#endif
