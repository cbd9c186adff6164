/*
 * total COMMAND [ARGUMENT ...]
 *
 * Runs a command and waits until all that it started has ended too, daemons among them; prints the wall time of the
 * command and the processor time of all together, in milliseconds. Their output is discarded.
 */
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

extern char **environ;

static double
now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1e3 + t.tv_nsec / 1e6;
}

int
main(int argc, char **argv)
{
	posix_spawn_file_actions_t files;
	struct rusage usage;
	int status = 0, result = 0, error;
	double begin = now(), end = begin;
	pid_t pid, ended;

	if (argc < 2) {
		fprintf(stderr, "usage: total command ...\n");
		return 2;
	}
	/* What loses its parent becomes a child of this process. */
	prctl(PR_SET_CHILD_SUBREAPER, 1);
	posix_spawn_file_actions_init(&files);
	posix_spawn_file_actions_addopen(&files, 0, "/dev/null", O_RDONLY, 0);
	posix_spawn_file_actions_addopen(&files, 1, "/dev/null", O_WRONLY, 0);
	if ((error = posix_spawnp(&pid, argv[1], &files, NULL, &argv[1], environ)) != 0) {
		fprintf(stderr, "total: %s: %s\n", argv[1], strerror(error));
		return 1;
	}
	while ((ended = wait(&status)) > 0)
		if (ended == pid) {
			end = now();
			result = !WIFEXITED(status) || WEXITSTATUS(status) != 0;
		}
	if (result)
		fprintf(stderr, "total: %s failed\n", argv[1]);
	getrusage(RUSAGE_CHILDREN, &usage);
	printf("%.3f %.3f\n", end - begin, usage.ru_utime.tv_sec * 1e3 + usage.ru_utime.tv_usec / 1e3 +
	    usage.ru_stime.tv_sec * 1e3 + usage.ru_stime.tv_usec / 1e3);
	return result;
}
