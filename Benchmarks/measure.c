/*
 * measure [-c] [-n ROUNDS] [-w WARMUPS] -- COMMAND [ARGUMENT ...] [-- COMMAND ...]
 *
 * Runs the commands in turn, so that a busy machine slows all of them alike, and prints one line for each: the median, the
 * least and the largest wall time in milliseconds (with -c: processor time), then the medians of the wall time and of the
 * processor time, the most memory that it had, in MB, and the median of the processor time of the command alone, where the
 * system tells that. Processor time is that of the user and of the system, with that of processes which were waited for. Their output is discarded; a command that fails ends the measurement.
 */
#include <fcntl.h>
#include <signal.h>
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

struct costs {
	double wall, cpu, memory, own;
};

/* What a process that ended and was not waited for needed by itself, from proc(5); 0 where that is not to be had. */
static double
own_time(pid_t pid)
{
	char name[64], text[1024];
	unsigned long user, system;
	double result = 0;

	snprintf(name, sizeof name, "/proc/%d/stat", (int)pid);
	FILE *file = fopen(name, "r");
	if (!file)
		return 0;
	size_t length = fread(text, 1, sizeof text - 1, file);
	text[length] = 0;
	char *end = strrchr(text, ')');
	if (end && sscanf(end + 1, " %*c %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %lu %lu", &user, &system) == 2)
		result = (double)(user + system) * 1e3 / (double)sysconf(_SC_CLK_TCK);
	fclose(file);
	return result;
}

static struct costs
run(char **command)
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
	siginfo_t ended;
	while (waitid(P_PID, (id_t)pid, &ended, WEXITED | WNOWAIT) == -1)
		;
	double wall = now() - begin, own = own_time(pid);
	while (wait4(pid, &status, 0, &usage) == -1)
		;
	if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) {
		fprintf(stderr, "measure: %s failed (status %#x)\n", command[0], status);
		exit(1);
	}
	posix_spawn_file_actions_destroy(&files);
	return (struct costs){ wall, milliseconds(usage.ru_utime) + milliseconds(usage.ru_stime),
	    usage.ru_maxrss / 1024.0, own };
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
	double *walls[COMMANDS_MAX], *cpus[COMMANDS_MAX], *owns[COMMANDS_MAX], memory[COMMANDS_MAX];
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
			walls[count] = calloc(rounds, sizeof(double));
			cpus[count] = calloc(rounds, sizeof(double));
			owns[count] = calloc(rounds, sizeof(double));
			memory[count] = 0;
			commands[count++] = &argv[i + 1];
		}
	if (count == 0 || rounds < 1) {
		fprintf(stderr, "usage: measure [-c] [-n rounds] [-w warmups] -- command ... [-- command ...]\n");
		return 2;
	}
	for (i = -warmups; i < rounds; i++)
		for (c = 0; c < count; c++) {
			struct costs costs = run(commands[c]);

			if (i < 0)
				continue;
			walls[c][i] = costs.wall;
			cpus[c][i] = costs.cpu;
			owns[c][i] = costs.own;
			if (costs.memory > memory[c])
				memory[c] = costs.memory;
		}
	for (c = 0; c < count; c++) {
		double *times = cpu ? cpus[c] : walls[c];

		qsort(walls[c], rounds, sizeof(double), ascending);
		qsort(cpus[c], rounds, sizeof(double), ascending);
		qsort(owns[c], rounds, sizeof(double), ascending);
		printf("%.3f %.3f %.3f %.3f %.3f %.3f %.3f\n", times[rounds / 2], times[0], times[rounds - 1],
		    walls[c][rounds / 2], cpus[c][rounds / 2], memory[c], owns[c][rounds / 2]);
	}
	return 0;
}
