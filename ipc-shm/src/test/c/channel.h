/* One end of a channel: its session, its member, the control file, who sleeps. */
#ifndef CHANNEL_H
#define CHANNEL_H

#include <stdint.h>

#include "files.h"

enum { QUEUE = 0, PUBLISH_SUBSCRIBE = 1 };

typedef struct {
  char directory[4096];
  shared_file sessions;
  shared_file control;
  uint64_t member;
  int pattern;
} channel;

/* Joins the namespace and opens the channel, creating both where they don't exist. */
void open_channel(channel *end, const char *base, const char *space, const char *name,
                  int pattern, uint64_t longest);

/* Leaves in order; the files stay for whoever is there. */
void close_channel(channel *end);

int is_alive(channel *end, uint64_t member);

/* Whether anybody alive receives. */
int has_receiver(channel *end);

/* Takes a seat in the control file; -1 if none is free. */
int take_seat(channel *end);

void leave_seat(channel *end, int seat);

/* Wakes all receivers that are asleep; after a publication. */
void wake_receivers(channel *end);

/* Adds to one of the counters of the control file. */
void announce(channel *end, uint64_t counter);

/* The barrier of who is about to sleep. */
void sleepers_barrier(void);

/* The fence of who has published, where there is no such barrier. */
void publishers_fence(void);

uint32_t bell_value(char *map, uint64_t at);

void ring_bell(char *map, uint64_t at);

/* Sleeps on a bell, for 100 ms at most; whether it was rung since the value was read. */
int await_bell(char *map, uint64_t at, uint32_t value);

/* The session's bell of a member, in the file of sessions. */
uint64_t session_bell(uint64_t member);

#endif
