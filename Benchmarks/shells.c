/*
 * shells N COMMAND
 *
 * Runs a command N times by /bin/sh, two at a time, and nothing else: no make that gives every recipe a shell can be faster.
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

int
main(int argc, char **argv)
{
	int begun = 0, running = 0, count = argc == 3 ? atoi(argv[1]) : 0;

	if (count < 1) {
		fprintf(stderr, "usage: shells count command\n");
		return 2;
	}
	while (begun < count || running > 0) {
		if (begun < count && running < 2) {
			char *shell[] = { "/bin/sh", "-c", argv[2], NULL };
			pid_t pid = vfork();

			if (pid == 0) {
				execve(shell[0], shell, environ);
				_exit(127);
			}
			if (pid < 0) {
				perror("vfork");
				return 1;
			}
			begun++;
			running++;
		} else if (wait(NULL) > 0) {
			running--;
		}
	}
	return 0;
}
