/* A process that starts a command, watches it and all that it starts, and writes down which files they use. */
#define _GNU_SOURCE
#include "CPlatform.h"

#include <errno.h>
#include <unistd.h>

#if defined(__linux__) && defined(__x86_64__)
#define NATIVE_ARCHITECTURE 0xC000003Eu
#elif defined(__linux__) && defined(__aarch64__)
#define NATIVE_ARCHITECTURE 0xC00000B7u
#elif defined(__linux__) && defined(__riscv) && __riscv_xlen == 64
#define NATIVE_ARCHITECTURE 0xC00000F3u
#endif

#ifdef NATIVE_ARCHITECTURE

#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>

/* From linux/ptrace.h, which not every C library has in a form that goes with the rest. */
enum {
	TRACEME = 0, GETEVENTMSG = 0x4201, SETOPTIONS = 0x4200, SYSCALL = 24, DETACH = 17, GET_SYSCALL_INFO = 0x420e,
	TRACESYSGOOD = 1, TRACEFORK = 2, TRACEVFORK = 4, TRACECLONE = 8, TRACEEXEC = 16,
	EVENT_FORK = 1, EVENT_VFORK = 2, EVENT_CLONE = 3, EVENT_EXEC = 4,
	OP_ENTRY = 1, OP_EXIT = 2
};

struct call {
	uint8_t op, padding[3];
	uint32_t architecture;
	uint64_t instruction, stack;
	union {
		struct { uint64_t number, argument[6]; } entry;
		struct { int64_t value; uint8_t is_error; } exit;
	} u;
};

/* One process; what it is about to do between the entry of a call and its exit. */
struct traced {
	struct traced *next;
	pid_t pid;
	int is_new;			/* its first stop, which says only that it is traced, is to come */
	char letter;			/* of the record; 0: the call is of no interest */
	int is_both;			/* read and written */
	char first[PATH_MAX], second[PATH_MAX];
};

static struct traced *all, *unused;
static pid_t root;
static volatile sig_atomic_t forwards;

static char buffer[1 << 16];
static size_t filled;
static int records;

/* A set of hashes of paths; when it is full nothing more is added. */
struct set {
	uint64_t hash[1 << 13];
	size_t count;
};
/* That a command reads what it has written says nothing, nor that an absolute path is read once more. */
static struct set written, known;

static long
trace(long request, pid_t pid, long address, void *data)
{
	return syscall(SYS_ptrace, request, (long)pid, address, data);
}

static void
flush(void)
{
	size_t done = 0;
	while (done < filled) {
		ssize_t n = write(records, buffer + done, filled - done);
		if (n < 0 && errno != EINTR)
			break;
		if (n > 0)
			done += (size_t)n;
	}
	filled = 0;
}

static void
put(const char *text)
{
	for (size_t n = strlen(text); n > 0;) {
		size_t part = sizeof buffer - filled < n ? sizeof buffer - filled : n;
		memcpy(buffer + filled, text, part);
		filled += part;
		text += part;
		n -= part;
		if (filled == sizeof buffer)
			flush();
	}
}

static void
put_number(long number)
{
	char digits[24], *p = digits + sizeof digits;
	*--p = 0;
	do
		*--p = (char)('0' + number % 10);
	while ((number /= 10) > 0);
	put(p);
}

static void
begin_record(char letter, pid_t pid)
{
	char text[] = { letter, ' ', 0 };
	put(text);
	put_number(pid);
	put(" ");
}

static void
put_path(char letter, pid_t pid, const char *path)
{
	begin_record(letter, pid);
	put(path);
	put("\n");
}

static void
put_paths(char letter, pid_t pid, const char *from, const char *to)
{
	begin_record(letter, pid);
	put("'");
	put(from);
	put("' '");
	put(to);
	put("'\n");
}

static uint64_t
hash(const char *path)
{
	uint64_t h = 14695981039346656037u;
	while (*path)
		h = (h ^ (unsigned char)*path++) * 1099511628211u;
	return h;
}

static uint64_t *
place(struct set *set, const char *path, uint64_t *wanted)
{
	const size_t mask = sizeof set->hash / sizeof *set->hash - 1;
	size_t i;
	*wanted = hash(path) | 1;
	for (i = *wanted >> 7 & mask; set->hash[i] && set->hash[i] != *wanted; i = (i + 1) & mask)
		;
	return &set->hash[i];
}

static int
contains(struct set *set, const char *path)
{
	uint64_t wanted;
	return *place(set, path, &wanted) != 0;
}

static void
add(struct set *set, const char *path)
{
	uint64_t wanted, *at = place(set, path, &wanted);
	if (*at == 0 && set->count < sizeof set->hash / sizeof *set->hash / 2) {
		*at = wanted;
		set->count++;
	}
}

static void
put_read(pid_t pid, const char *path)
{
	if (contains(&written, path) || contains(&known, path))
		return;
	if (*path == '/')
		add(&known, path);
	put_path('R', pid, path);
}

static struct traced *
find(pid_t pid)
{
	for (struct traced *t = all; t; t = t->next)
		if (t->pid == pid)
			return t;
	struct traced *t = unused;
	if (t)
		unused = t->next;
	else {
		t = mmap(NULL, sizeof *t, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
		if (t == MAP_FAILED)
			return NULL;
	}
	t->pid = pid;
	t->is_new = pid != root;
	t->letter = 0;
	t->next = all;
	all = t;
	return t;
}

static void
forget(pid_t pid)
{
	for (struct traced **p = &all; *p; p = &(*p)->next)
		if ((*p)->pid == pid) {
			struct traced *t = *p;
			*p = t->next;
			t->next = unused;
			unused = t;
			return;
		}
}

/* A string of the process; false if it is too long, has a line end, or is not there. */
static int
read_string(pid_t pid, uint64_t address, char *out, size_t size)
{
	size_t length = 0;
	while (length < size) {
		size_t part = 4096 - (address + length) % 4096;
		if (part > size - length)
			part = size - length;
		struct iovec here = { out + length, part }, there = { (void *)(uintptr_t)(address + length), part };
		ssize_t n = syscall(SYS_process_vm_readv, (long)pid, &here, 1L, &there, 1L, 0L);
		if (n <= 0)
			return 0;
		if (memchr(out + length, 0, (size_t)n))
			return *out && !strpbrk(out, "\n'");
		length += (size_t)n;
	}
	return 0;
}

/* A path of the process, relative to one of its open directories. */
static int
read_path(pid_t pid, uint64_t directory, uint64_t address, char *out)
{
	if (!read_string(pid, address, out, PATH_MAX))
		return 0;
	if (out[0] == '/' || (int)directory == AT_FDCWD)
		return 1;
	char link[64], base[PATH_MAX], *p = link + sizeof link;
	size_t length = strlen(out);
	*--p = 0;
	for (unsigned n = (unsigned)directory, first = 1; first || n > 0; n /= 10, first = 0)
		*--p = (char)('0' + n % 10);
	p -= 4;
	memcpy(p, "/fd/", 4);
	for (unsigned n = (unsigned)pid; n > 0; n /= 10)
		*--p = (char)('0' + n % 10);
	p -= 6;
	memcpy(p, "/proc/", 6);
	ssize_t n = readlink(p, base, sizeof base);
	if (n <= 0 || base[0] != '/' || (size_t)n + 1 + length + 1 > PATH_MAX)
		return 0;
	memmove(out + n + 1, out, length + 1);
	memcpy(out, base, (size_t)n);
	out[n] = '/';
	return 1;
}

static void
note_open(struct traced *t, uint64_t directory, uint64_t path, uint64_t flags)
{
	if (flags & (O_DIRECTORY | O_PATH) || !read_path(t->pid, directory, path, t->first))
		return;
	t->is_both = (flags & O_ACCMODE) == O_RDWR && !(flags & (O_CREAT | O_TRUNC));
	t->letter = (flags & O_ACCMODE) == O_RDONLY ? 'R' : 'W';
}

static void
note_one(struct traced *t, char letter, uint64_t directory, uint64_t path)
{
	if (read_path(t->pid, directory, path, t->first))
		t->letter = letter;
}

static void
note_two(struct traced *t, char letter, uint64_t from_directory, uint64_t from, uint64_t to_directory, uint64_t to)
{
	if (read_path(t->pid, from_directory, from, t->first) && read_path(t->pid, to_directory, to, t->second))
		t->letter = letter;
}

/* Programs that get other rights when they are executed would not get them under a tracer. */
static int
changes_rights(const struct traced *t)
{
	struct stat s;
	return t->letter == 'E' && geteuid() != 0 && stat(t->first, &s) == 0 && s.st_mode & (S_ISUID | S_ISGID);
}

static void
entry(struct traced *t, const struct call *call)
{
	const uint64_t *a = call->u.entry.argument;
	const uint64_t here = (uint64_t)(int64_t)AT_FDCWD;

	t->letter = 0;
	if (call->architecture != NATIVE_ARCHITECTURE)
		return;
	switch (call->u.entry.number) {
	case SYS_openat: note_open(t, a[0], a[1], a[2]); break;
#ifdef SYS_openat2
	case SYS_openat2: {
		uint64_t flags = 0;
		struct iovec to = { &flags, sizeof flags }, from = { (void *)(uintptr_t)a[2], sizeof flags };
		if (syscall(SYS_process_vm_readv, (long)t->pid, &to, 1L, &from, 1L, 0L) == sizeof flags)
			note_open(t, a[0], a[1], flags);
		break;
	}
#endif
	case SYS_execve: note_one(t, 'E', here, a[0]); break;
	case SYS_execveat: note_one(t, 'E', a[0], a[1]); break;
	case SYS_chdir: note_one(t, 'C', here, a[0]); break;
	case SYS_fchdir: {
		/* The directory itself: as if "." were opened in it. */
		t->first[0] = 0;
		t->letter = 'c';
		break;
	}
	case SYS_unlinkat: note_one(t, 'D', a[0], a[1]); break;
#ifdef SYS_renameat
	case SYS_renameat: note_two(t, 'M', a[0], a[1], a[2], a[3]); break;
#endif
	case SYS_renameat2: note_two(t, 'M', a[0], a[1], a[2], a[3]); break;
	case SYS_linkat: note_two(t, 'L', a[0], a[1], a[2], a[3]); break;
	case SYS_symlinkat: note_two(t, 'L', here, a[0], a[1], a[2]); break;
#ifdef SYS_open
	case SYS_open: note_open(t, here, a[0], a[1]); break;
	case SYS_creat: note_open(t, here, a[0], O_WRONLY | O_CREAT | O_TRUNC); break;
	case SYS_unlink: case SYS_rmdir: note_one(t, 'D', here, a[0]); break;
	case SYS_rename: note_two(t, 'M', here, a[0], here, a[1]); break;
	case SYS_link: case SYS_symlink: note_two(t, 'L', here, a[0], here, a[1]); break;
#endif
	}
}

/* Where a process is now. */
static int
directory_of(pid_t pid, char *out)
{
	char link[32], *p = link + sizeof link - 5;
	memcpy(p, "/cwd", 5);
	for (unsigned n = (unsigned)pid; n > 0; n /= 10)
		*--p = (char)('0' + n % 10);
	p -= 6;
	memcpy(p, "/proc/", 6);
	ssize_t n = readlink(p, out, PATH_MAX - 1);
	if (n > 0)
		out[n] = 0;
	return n > 0;
}

static void
leave(struct traced *t, const struct call *call)
{
	char letter = t->letter;

	t->letter = 0;
	if (letter == 0 || call->u.exit.is_error)
		return;
	switch (letter) {
	case 'M': case 'L': put_paths(letter, t->pid, t->first, t->second); break;
	case 'C': case 'c':
		if (directory_of(t->pid, t->first))
			put_path('C', t->pid, t->first);
		break;
	case 'W':
		if (t->is_both)
			put_read(t->pid, t->first);
		add(&written, t->first);
		put_path('W', t->pid, t->first);
		break;
	case 'R': put_read(t->pid, t->first); break;
	default: put_path(letter, t->pid, t->first);
	}
}

/* At the beginning or the end of a system call; false if the process is let go. */
static int
stopped_in_call(struct traced *t)
{
	struct call call;

	memset(&call, 0, sizeof call);
	if (trace(GET_SYSCALL_INFO, t->pid, sizeof call, &call) < 0)
		return 1;
	if (call.op == OP_ENTRY) {
		entry(t, &call);
		if (changes_rights(t)) {
			put_path('E', t->pid, t->first);
			trace(DETACH, t->pid, 0, NULL);
			return 0;
		}
	} else if (call.op == OP_EXIT)
		leave(t, &call);
	return 1;
}

static void
put_end(pid_t pid, int status)
{
	begin_record('X', pid);
	put_number(WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status));
	put("\n");
}

/* Ends as the command ended. */
static void
end_like(int status)
{
	flush();
	if (WIFSIGNALED(status)) {
		struct rlimit none = { 0, 0 };
		setrlimit(RLIMIT_CORE, &none);
		cp_die_by(WTERMSIG(status));
	}
	_exit(WIFEXITED(status) ? WEXITSTATUS(status) : 1);
}

static void
pass_on(int number)
{
	if (forwards && root > 0)
		kill(root, number);
}

static void
watch(void)
{
	int status, has_begun = 0;

	for (;;) {
		pid_t pid = waitpid(-1, &status, __WALL);
		if (pid < 0) {
			if (errno == EINTR)
				continue;
			flush();
			_exit(1);
		}
		if (WIFEXITED(status) || WIFSIGNALED(status)) {
			if (has_begun)
				put_end(pid, status);
			forget(pid);
			/* What still runs in the background runs on without a tracer. */
			if (pid == root)
				end_like(status);
			continue;
		}
		if (!WIFSTOPPED(status))
			continue;
		struct traced *t = find(pid);
		long signal = WSTOPSIG(status), event = status >> 16;
		if (!t) {
			trace(DETACH, pid, 0, (void *)(event || signal == (SIGTRAP | 0x80) ? 0L : signal));
			continue;
		}
		if (!has_begun) {
			const long wanted = TRACESYSGOOD | TRACEFORK | TRACEVFORK | TRACECLONE | TRACEEXEC;
			if (trace(SETOPTIONS, pid, 0, (void *)wanted) < 0) {
				trace(DETACH, pid, 0, NULL);
				continue;
			}
			has_begun = 1;
			put("# filemon version 5\n# Target pid ");
			put_number(pid);
			put("\nV 5\n");
			if (directory_of(pid, t->first))
				put_path('C', pid, t->first);
			signal = 0;
		} else if (signal == (SIGTRAP | 0x80)) {
			if (!stopped_in_call(t)) {
				forget(pid);
				continue;
			}
			signal = 0;
		} else if (event != 0) {
			if (event == EVENT_FORK || event == EVENT_VFORK || event == EVENT_CLONE) {
				unsigned long child = 0;
				trace(GETEVENTMSG, pid, 0, &child);
				begin_record('F', pid);
				put_number((long)child);
				put("\n");
			}
			signal = 0;
		} else if (t->is_new && signal == SIGSTOP) {
			t->is_new = 0;
			signal = 0;
		}
		trace(SYSCALL, pid, 0, (void *)signal);
	}
}

static int
prepare(const struct cp_spawn *r)
{
	struct sigaction action;
	sigset_t none;
	const int reset[] = { SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGPIPE, SIGCHLD, SIGTSTP, SIGCONT, SIGWINCH, SIGUSR1, SIGUSR2 };

	memset(&action, 0, sizeof action);
	action.sa_handler = SIG_DFL;
	for (size_t i = 0; i < sizeof reset / sizeof reset[0]; i++)
		sigaction(reset[i], &action, NULL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	if (r->new_group)
		setpgid(0, 0);
	if (r->directory && chdir(r->directory) < 0)
		return -1;
	const int standard[] = { r->standard_input, r->standard_output, r->standard_error };
	for (int i = 0; i < 3; i++)
		if (standard[i] >= 0 && dup2(standard[i], i) < 0)
			return -1;
	for (size_t i = 0; i < r->kept_count; i++)
		fcntl(r->kept[i], F_SETFD, 0);
	return 0;
}

static void
fail(int report)
{
	int error = errno;
	ssize_t ignored = write(report, &error, sizeof error);
	(void)ignored;
	_exit(127);
}

int
cp_spawn_traced(const struct cp_spawn *r, int file, pid_t *pid)
{
	int report[2], error = 0;

	if (cp_pipe(report, 0) < 0)
		return errno;
	pid_t watcher = fork();
	if (watcher < 0) {
		error = errno;
		close(report[0]);
		close(report[1]);
		return error;
	}
	if (watcher == 0) {
		if (prepare(r) < 0)
			fail(report[1]);
		cp_lower_open_files();
		root = fork();
		if (root < 0)
			fail(report[1]);
		if (root == 0) {
			/* If that is refused the command runs unseen. */
			if (trace(TRACEME, 0, 0, NULL) == 0)
				kill(getpid(), SIGSTOP);
			execvpe(r->path, r->argv, r->envp);
			fail(report[1]);
		}
		struct sigaction action;
		memset(&action, 0, sizeof action);
		action.sa_handler = pass_on;
		forwards = !r->new_group;
		const int passed[] = { SIGINT, SIGTERM, SIGHUP, SIGQUIT };
		for (size_t i = 0; i < sizeof passed / sizeof passed[0]; i++)
			sigaction(passed[i], &action, NULL);
		records = file;
		close(report[0]);
		close(report[1]);
#ifdef SYS_close_range
		if (file > 3)
			syscall(SYS_close_range, 3L, (long)file - 1, 0L);
		syscall(SYS_close_range, (long)file + 1, (long)~0u, 0L);
#endif
		watch();
	}
	close(report[1]);
	if (r->new_group)
		setpgid(watcher, watcher);
	ssize_t n;
	while ((n = read(report[0], &error, sizeof error)) < 0 && errno == EINTR)
		;
	close(report[0]);
	if (n == (ssize_t)sizeof error) {
		int status;
		while (waitpid(watcher, &status, 0) < 0 && errno == EINTR)
			;
		return error;
	}
	*pid = watcher;
	return 0;
}

int cp_can_trace(void) { return 1; }

#else

int
cp_spawn_traced(const struct cp_spawn *request, int records, pid_t *pid)
{
	(void)records;
	return cp_spawn(request, pid);
}

int cp_can_trace(void) { return 0; }

#endif
