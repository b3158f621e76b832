/* Lanes: written by one, read by one or by many. */
#ifndef LANE_H
#define LANE_H

#include <stdint.h>

#include "channel.h"

typedef struct {
  channel *end;
  shared_file file;
  char path[4400];
  uint64_t capacity;
  uint64_t slots;
  uint64_t ring;
  uint64_t tail;
  uint64_t readers_seen;
  uint64_t admitted[64];
  uint64_t slept;
  uint64_t rung;
} lane_writer;

typedef struct {
  channel *end;
  shared_file file;
  char path[4400];
  uint64_t writer;
  uint64_t capacity;
  uint64_t ring;
  shared_file pool; /* map is NULL if the lane has none */
  int slot;
  int broadcast;
  int admitted;
  int ended; /* 0 no, 1 closed, 2 its writer died */
  uint64_t position;
  uint64_t released;
  uint64_t answered;
  uint64_t again; /* position of a record that may have been handled before, or all bits set */
  char *message;
  uint64_t total;
  uint64_t filled;
  int joining;
  int overwritten; /* whether the writer waits for nobody; the rest is for such lanes */
  char *copy;
  uint64_t expected;
  uint64_t missed;
  uint64_t missed_stored;
} lane_reader;

/* Gets a message, or with payload NULL how many were missed before the next one. */
typedef void (*handler)(void *context, const char *payload, uint64_t length, int again);

/* Creates the lane of this end, and announces it. */
void create_lane(lane_writer *lane, channel *end, uint64_t capacity);

/* Sends a message of any length, in pieces where it must be; sleeps while there is no room.
   0 if nobody receives. */
int send_message(lane_writer *lane, const char *message, uint64_t length);

/* Says that nothing follows. */
void close_lane(lane_writer *lane);

/* Attaches to a lane by its file's name; 0 if it is gone or is no lane for this end. */
int attach_lane(lane_reader *lane, channel *end, const char *name, int slot);

/* What read_lane does where the writer waits for nobody. */
uint64_t read_overwritten(lane_reader *lane, int limit, handler handle, void *context);

/* Whether the writer has given up the record that the reader stands at, or what was copied of it;
   then the reader stands at the oldest one that is kept. */
int is_overrun(lane_reader *lane);

/* Where a record ends, 0 if its header is impossible; so many bytes follow its payload. */
uint64_t end_of_record(lane_reader *lane, uint64_t header, uint64_t behind);

uint64_t header_at(lane_reader *lane, uint64_t position);

/* Joins pieces; whether a message was handed out. */
int take_record(lane_reader *lane, int flags, const char *payload, uint64_t length,
                handler handle, void *context);

/* Where the slot of a reader begins. */
uint64_t reader_slot(int slot);

/* Hands out what is there, limit messages at most; how many records it read. */
uint64_t read_lane(lane_reader *lane, int limit, handler handle, void *context);

int is_empty(lane_reader *lane);

/* Looks whether the writer has closed the lane or is dead. */
void check_end(lane_reader *lane);

/* Lets go of a lane that has ended and is empty, and removes its name where nobody else reads. */
void drop_lane(lane_reader *lane);

/* Wakes the writer, who may wait for somebody to come. */
void wake_writer(lane_reader *lane);

#endif
