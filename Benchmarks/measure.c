/*
 * measure [-c] [-n ROUNDS] [-w WARMUPS] -- COMMAND [ARGUMENT ...] [-- COMMAND ...]
 *
 * Runs the commands in turn, so that a busy machine slows all of them alike, and prints for each the median, the least
 * and the largest wall time in milliseconds, one line per command; with -c it is the processor time, of the system too and
 * with that of processes they waited for. Their output is discarded; a command that fails ends
 * the measurement.
 */
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define COMMANDS_MAX 16

extern char **environ;

static double
now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1e3 + t.tv_nsec / 1e6;
}

static double
milliseconds(struct timeval t)
{
	return t.tv_sec * 1e3 + t.tv_usec / 1e3;
}

static double
run(char **command, int cpu)
{
	posix_spawn_file_actions_t files;
	struct rusage usage;
	double begin;
	pid_t pid;
	int status, error;

	posix_spawn_file_actions_init(&files);
	posix_spawn_file_actions_addopen(&files, 0, "/dev/null", O_RDONLY, 0);
	posix_spawn_file_actions_addopen(&files, 1, "/dev/null", O_WRONLY, 0);
	begin = now();
	error = posix_spawnp(&pid, command[0], &files, NULL, command, environ);
	if (error != 0) {
		fprintf(stderr, "measure: %s: %s\n", command[0], strerror(error));
		exit(1);
	}
	while (wait4(pid, &status, 0, &usage) == -1)
		;
	if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) {
		fprintf(stderr, "measure: %s failed (status %#x)\n", command[0], status);
		exit(1);
	}
	posix_spawn_file_actions_destroy(&files);
	return cpu ? milliseconds(usage.ru_utime) + milliseconds(usage.ru_stime) : now() - begin;
}

static int
ascending(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

int
main(int argc, char **argv)
{
	char **commands[COMMANDS_MAX];
	double *times[COMMANDS_MAX];
	int count = 0, cpu = 0, rounds = 20, warmups = 1, i, c;

	for (i = 1; i < argc && strcmp(argv[i], "--") != 0; i++) {
		if (strcmp(argv[i], "-n") == 0 && i + 1 < argc)
			rounds = atoi(argv[++i]);
		else if (strcmp(argv[i], "-c") == 0)
			cpu = 1;
		else if (strcmp(argv[i], "-w") == 0 && i + 1 < argc)
			warmups = atoi(argv[++i]);
	}
	for (; i < argc; i++)
		if (strcmp(argv[i], "--") == 0 && i + 1 < argc && count < COMMANDS_MAX) {
			argv[i] = NULL;
			times[count] = calloc(rounds, sizeof(double));
			commands[count++] = &argv[i + 1];
		}
	if (count == 0 || rounds < 1) {
		fprintf(stderr, "usage: measure [-c] [-n rounds] [-w warmups] -- command ... [-- command ...]\n");
		return 2;
	}
	for (i = -warmups; i < rounds; i++)
		for (c = 0; c < count; c++) {
			double t = run(commands[c], cpu);

			if (i >= 0)
				times[c][i] = t;
		}
	for (c = 0; c < count; c++) {
		qsort(times[c], rounds, sizeof(double), ascending);
		printf("%.3f %.3f %.3f\n", times[c][rounds / 2], times[c][0], times[c][rounds - 1]);
	}
	return 0;
}
