/*
 * wire: a network for tests. Links of a chosen delay and rate from one client to some hosts, each in a network
 * namespace of its own, and nothing of it in the namespace of the caller.
 *
 *	wire HOSTS DELAY RATE
 *
 * DELAY is microseconds in each direction, RATE is bytes a second in each direction, 0 for as fast as it goes. Prints a
 * line for the client and one for each host, `NUMBER PATH ADDRESS`: the client is number 0 and has an address for each
 * link, the first of which is told; PATH is for nsenter(1) --net=PATH. Then it obeys lines on standard input and answers
 * each with `ok`, or with what is wrong:
 *
 *	cut NUMBER		the link of that host carries nothing any more, and what was on its way is lost
 *	heal NUMBER
 *	delay NUMBER DELAY
 *	rate NUMBER RATE
 *
 * The network vanishes with this program, and that ends with its standard input: so also when its parent dies. Needs
 * root and /dev/net/tun of Linux.
 */
#ifndef __linux__

#include <stdio.h>

int
main(void)
{
	fputs("wire: this needs network namespaces and TUN devices of Linux\n", stderr);
	return 1;
}

#else

#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/if_tun.h>
#include <net/if.h>
#include <poll.h>
#include <sched.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { MAX_HOSTS = 64, MTU = 1500, QUEUE = 32768, BURST = 64 };

/* A packet on its way. */
struct packet {
	int64_t due;			/* when it comes out, nanoseconds */
	size_t length;
	unsigned char bytes[];
};

/* One direction of a link: a ring of packets in the order in which they come out. */
struct way {
	int from, to;			/* TUN devices */
	int64_t free;			/* when the last bit of what was accepted has left the sender */
	unsigned head, count;
	struct packet *packets[QUEUE];
};

struct link {
	int64_t delay, rate;		/* nanoseconds, bytes a second */
	int is_cut;
	struct way ways[2];		/* from the client, and to it */
};

static struct link *links;
static int link_count;

static void
fail(const char *what)
{
	fprintf(stderr, "wire: %s: %s\n", what, strerror(errno));
	exit(1);
}

static int64_t
now(void)
{
	struct timespec time;
	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec * INT64_C(1000000000) + time.tv_nsec;
}

/* Enters a network namespace of our own, in which only the loopback interface is; it lasts as long as the descriptor. */
static int
make_namespace(void)
{
	if (unshare(CLONE_NEWNET) != 0)
		fail("cannot make a network namespace");
	int fd = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		fail("/proc/self/ns/net");
	return fd;
}

static void
configure(int control, struct ifreq *request, const char *address)
{
	struct sockaddr_in *in = (struct sockaddr_in *)&request->ifr_addr;

	memset(in, 0, sizeof *in);
	in->sin_family = AF_INET;
	inet_pton(AF_INET, address, &in->sin_addr);
	if (ioctl(control, SIOCSIFADDR, request) != 0)
		fail("cannot set an address");
	inet_pton(AF_INET, "255.255.255.252", &in->sin_addr);
	if (ioctl(control, SIOCSIFNETMASK, request) != 0)
		fail("cannot set a netmask");
	request->ifr_qlen = 2000;
	if (ioctl(control, SIOCSIFTXQLEN, request) != 0)
		fail("cannot set the length of a queue");
}

static void
bring_up(int control, struct ifreq *request)
{
	if (ioctl(control, SIOCGIFFLAGS, request) != 0)
		fail("cannot read the flags of an interface");
	request->ifr_flags |= IFF_UP;
	if (ioctl(control, SIOCSIFFLAGS, request) != 0)
		fail("cannot bring an interface up");
}

/* Makes a device in a namespace, which becomes ours. */
static int
make_device(int namespace, const char *address)
{
	struct ifreq request;

	if (setns(namespace, CLONE_NEWNET) != 0)
		fail("cannot enter a network namespace");
	int control = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	int device = open("/dev/net/tun", O_RDWR | O_NONBLOCK | O_CLOEXEC);
	if (device < 0 || control < 0)
		fail("/dev/net/tun");
	memset(&request, 0, sizeof request);
	request.ifr_flags = IFF_TUN | IFF_NO_PI;
	strcpy(request.ifr_name, "wire%d");
	if (ioctl(device, TUNSETIFF, &request) != 0)
		fail("cannot make a TUN device");
	configure(control, &request, address);
	bring_up(control, &request);
	strcpy(request.ifr_name, "lo");
	bring_up(control, &request);
	close(control);
	return device;
}

/* Takes what the sender has for the link. */
static void
accept_packets(struct link *link, struct way *way)
{
	static unsigned char buffer[65536];

	for (int i = 0; i < BURST; i++) {
		ssize_t length = read(way->from, buffer, sizeof buffer);
		if (length <= 0)
			return;
		int64_t time = now();
		if (way->free < time)
			way->free = time;
		/* A router's buffer holds 50 ms; what comes to a full one is dropped, which is how TCP learns the rate. */
		if (link->is_cut || way->count == QUEUE || (link->rate && way->free - time > 50000000))
			continue;
		struct packet *packet = malloc(sizeof *packet + (size_t)length);
		if (!packet)
			continue;
		if (link->rate)
			way->free += length * INT64_C(1000000000) / link->rate;
		packet->due = way->free + link->delay;
		packet->length = (size_t)length;
		memcpy(packet->bytes, buffer, (size_t)length);
		way->packets[(way->head + way->count++) % QUEUE] = packet;
	}
}

/* Hands over what is due; returns when the next packet is, or INT64_MAX. */
static int64_t
deliver(struct link *link, struct way *way)
{
	while (way->count > 0) {
		struct packet *packet = way->packets[way->head];
		if (!link->is_cut && packet->due > now())
			return packet->due;
		/* A receiver without room loses it, as anywhere. */
		if (!link->is_cut && write(way->to, packet->bytes, packet->length) < 0 && errno == EBADFD)
			fail("a device is gone");
		free(packet);
		way->head = (way->head + 1) % QUEUE;
		way->count--;
	}
	return INT64_MAX;
}

static void
obey(const char *line)
{
	char command[16];
	int number;
	long long value = 0;
	int fields = sscanf(line, "%15s %d %lld", command, &number, &value);

	if (fields < 2 || number < 1 || number > link_count || value < 0) {
		printf("expected `cut|heal|delay|rate' and the number of a host, not %s\n", line);
		return;
	}
	struct link *link = &links[number - 1];
	if (strcmp(command, "cut") == 0)
		link->is_cut = 1;
	else if (strcmp(command, "heal") == 0)
		link->is_cut = 0;
	else if (strcmp(command, "delay") == 0 && fields == 3)
		link->delay = value * 1000;
	else if (strcmp(command, "rate") == 0 && fields == 3)
		link->rate = value;
	else {
		printf("no such command: %s\n", line);
		return;
	}
	puts("ok");
}

/* Reads what there is of standard input and obeys its lines; 0 at its end. */
static int
read_commands(void)
{
	static char buffer[256];
	static size_t used;
	ssize_t got = read(0, buffer + used, sizeof buffer - 1 - used);

	if (got <= 0)
		return 0;
	used += (size_t)got;
	buffer[used] = 0;
	char *newline;
	while ((newline = strchr(buffer, '\n'))) {
		*newline = 0;
		obey(buffer);
		used -= (size_t)(newline + 1 - buffer);
		memmove(buffer, newline + 1, used + 1);
	}
	fflush(stdout);
	return used < sizeof buffer - 1;
}

static void
run(void)
{
	struct pollfd set[1 + 2 * MAX_HOSTS] = { { .fd = 0, .events = POLLIN } };

	for (int i = 0; i < 2 * link_count; i++)
		set[1 + i] = (struct pollfd){ .fd = links[i / 2].ways[i % 2].from, .events = POLLIN };
	for (;;) {
		int64_t next = INT64_MAX, time;
		for (int i = 0; i < 2 * link_count; i++) {
			int64_t due = deliver(&links[i / 2], &links[i / 2].ways[i % 2]);
			if (due < next)
				next = due;
		}
		time = now();
		int64_t rest = next > time ? next - time : 0;
		struct timespec limit = { rest / 1000000000, rest % 1000000000 };
		if (ppoll(set, (nfds_t)(1 + 2 * link_count), next == INT64_MAX ? NULL : &limit, NULL) <= 0)
			continue;
		if (set[0].revents && !read_commands())
			return;
		for (int i = 0; i < 2 * link_count; i++)
			if (set[1 + i].revents)
				accept_packets(&links[i / 2], &links[i / 2].ways[i % 2]);
	}
}

int
main(int count, char **words)
{
	char address[32];

	if (count != 4 || (link_count = atoi(words[1])) < 1 || link_count > MAX_HOSTS) {
		fprintf(stderr, "usage: wire HOSTS DELAY RATE\n");
		return 2;
	}
	links = calloc((size_t)link_count, sizeof *links);
	if (!links)
		fail("memory");
	/* Waits are as exact as the kernel can. */
	prctl(PR_SET_TIMERSLACK, 1);
	int own = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
	int client = make_namespace();
	printf("0 /proc/%d/fd/%d 10.77.1.1\n", (int)getpid(), client);
	for (int i = 0; i < link_count; i++) {
		struct link *link = &links[i];
		link->delay = atoll(words[2]) * 1000;
		link->rate = atoll(words[3]);
		int host = make_namespace();
		snprintf(address, sizeof address, "10.77.%d.1", i + 1);
		int here = make_device(client, address);
		snprintf(address, sizeof address, "10.77.%d.2", i + 1);
		int there = make_device(host, address);
		link->ways[0].from = link->ways[1].to = here;
		link->ways[0].to = link->ways[1].from = there;
		printf("%d /proc/%d/fd/%d %s\n", i + 1, (int)getpid(), host, address);
	}
	if (own < 0 || setns(own, CLONE_NEWNET) != 0)
		fail("cannot go back to the first namespace");
	fflush(stdout);
	run();
	return 0;
}

#endif
