#define _GNU_SOURCE
#include "CPlatform.h"

#include <limits.h>
#include <stdatomic.h>
#include <sys/resource.h>
#include <unistd.h>

/* The soft limits of open files that this process was started with and has now; 0 as long as they are the same. */
static _Atomic rlim_t first_limit, raised_limit;

static int
set_limit(rlim_t soft)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) != 0)
		return -1;
	limit.rlim_cur = soft < limit.rlim_max ? soft : limit.rlim_max;
	return setrlimit(RLIMIT_NOFILE, &limit);
}

static rlim_t
soft_limit(void)
{
	struct rlimit limit;

	return getrlimit(RLIMIT_NOFILE, &limit) == 0 ? limit.rlim_cur : (rlim_t)sysconf(_SC_OPEN_MAX);
}

long
cp_allow_open_files(long count, int inherited)
{
	rlim_t was = soft_limit(), wanted = (rlim_t)count;

	if (was < wanted) {
		(void)set_limit(wanted);
#ifdef OPEN_MAX
		/* macOS has no hard limit, and refuses more than this. */
		if (soft_limit() == was && was < OPEN_MAX)
			(void)set_limit(OPEN_MAX);
#endif
		if (soft_limit() > was && !inherited) {
			rlim_t none = 0;
			(void)atomic_compare_exchange_strong(&first_limit, &none, was);
			raised_limit = soft_limit();
		}
	}
	rlim_t now = soft_limit();
	return now > LONG_MAX ? LONG_MAX : (long)now;
}

void
cp_lower_open_files(void)
{
	if (first_limit != 0)
		(void)set_limit(first_limit);
}

void
cp_raise_open_files(void)
{
	if (first_limit != 0)
		(void)set_limit(raised_limit);
}
