/*
 * Another program at the other end of a channel: written from docs/shm-layout.md alone.
 *
 *   peer send|publish BASE NAMESPACE CHANNEL LONGEST CAPACITY FIRST COUNT
 *   peer receive|subscribe BASE NAMESPACE CHANNEL LONGEST FIRST COUNT
 *   peer headless FILE      locks a byte of it, and goes on without its first thread
 *   peer headers            reads lines "position type flags length", prints the words
 *
 * Message i has (i * 7919) % 1500 bytes, every 97th 40000 more; byte k is i * 31 + k.
 */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "channel.h"
#include "headless.h"
#include "lane.h"
#include "layout.h"

enum { MOST_LANES = 64, LONGEST_MESSAGE = 41500 };

static uint64_t length_of(uint64_t number) {
  return number * 7919 % 1500 + (number % 97 == 96 ? 40000 : 0);
}

static int send_all(channel *end, char **arguments) {
  static char message[LONGEST_MESSAGE];
  static lane_writer lane;
  uint64_t first = strtoull(arguments[1], NULL, 10);
  uint64_t count = strtoull(arguments[2], NULL, 10);
  create_lane(&lane, end, strtoull(arguments[0], NULL, 10));
  printf("ready\n");
  for (uint64_t i = first; i < first + count; i++) {
    uint64_t length = length_of(i);
    for (uint64_t k = 0; k < length; k++) {
      message[k] = (char)(i * 31 + k);
    }
    int told = 0;
    while (!send_message(&lane, message, length)) {
      if (!told) {
        printf("nobody receives %llu\n", (unsigned long long)i);
        told = 1;
      }
      uint32_t value = bell_value(lane.file.map, AT_BELL);
      await_bell(lane.file.map, AT_BELL, value);
    }
  }
  printf("sent %llu slept %llu rung %llu\n", (unsigned long long)count,
         (unsigned long long)lane.slept, (unsigned long long)lane.rung);
  if (getchar() == 'c') {
    close_lane(&lane);
  }
  return 0;
}

typedef struct {
  channel *end;
  int seat;
  lane_reader lanes[MOST_LANES];
  int count;
  uint64_t seen;
  uint64_t next;
  uint64_t got;
  uint64_t slept;
  uint64_t rung;
  uint64_t missed;
} receiver;

static void check_message(void *context, const char *payload, uint64_t length, int again) {
  receiver *self = context;
  if (payload == NULL) { /* missed: as good as got, for whoever counts */
    self->next += length;
    self->got += length;
    self->missed += length;
    return;
  }
  if (again && self->got == 0 && self->next > 0 && length == length_of(self->next - 1)) {
    printf("again %llu\n", (unsigned long long)self->next - 1); /* the dead one had handled it */
    return;
  }
  if (length != length_of(self->next)) {
    printf("failed: message %llu has %llu bytes\n", (unsigned long long)self->next,
           (unsigned long long)length);
    exit(1);
  }
  for (uint64_t k = 0; k < length; k++) {
    if (payload[k] != (char)(self->next * 31 + k)) {
      printf("failed: message %llu differs at %llu\n", (unsigned long long)self->next,
             (unsigned long long)k);
      exit(1);
    }
  }
  self->next++;
  self->got++;
  if (self->got == 1 || self->got % 1000 == 0) {
    printf("got %llu\n", (unsigned long long)self->got);
  }
}

static int knows(receiver *self, const char *name) {
  for (int i = 0; i < self->count; i++) {
    if (strcmp(strrchr(self->lanes[i].path, '/') + 1, name) == 0) {
      return 1;
    }
  }
  return 0;
}

static void look_for_lanes(receiver *self) {
  self->seen = load(self->end->control.map, AT_LANES); /* [LANES] */
  DIR *directory = opendir(self->end->directory);
  for (struct dirent *entry; (entry = readdir(directory)) != NULL;) {
    if (self->count < MOST_LANES && !knows(self, entry->d_name) &&
        attach_lane(&self->lanes[self->count], self->end, entry->d_name, self->seat)) {
      self->count++;
    }
  }
  closedir(directory);
  for (int i = 0; i < self->count; i++) {
    check_end(&self->lanes[i]);
  }
}

static uint64_t read_all(receiver *self, uint64_t want) {
  uint64_t records = 0;
  for (int i = 0; i < self->count && self->got < want; i++) {
    uint64_t limit = want - self->got < 10 ? want - self->got : 10;
    records += read_lane(&self->lanes[i], (int)limit, check_message, self);
  }
  return records;
}

/* Ended comes before empty: then it is empty for good. */
static void drop_ended(receiver *self) {
  for (int i = self->count - 1; i >= 0; i--) {
    if (self->lanes[i].ended && is_empty(&self->lanes[i])) {
      printf("%s after %llu\n", self->lanes[i].ended == 1 ? "closed" : "lost",
             (unsigned long long)self->got);
      drop_lane(&self->lanes[i]);
      self->lanes[i] = self->lanes[--self->count];
    }
  }
}

static int has_news(receiver *self) {
  int news = load(self->end->control.map, AT_LANES) != self->seen;
  for (int i = 0; i < self->count; i++) {
    news |= !is_empty(&self->lanes[i]);
  }
  return news;
}

static void sleep_until_news(receiver *self) {
  char *map = self->end->control.map;
  uint64_t at = AT_SEATS + (uint64_t)CONTROL_SLOT_BYTES * self->seat;
  uint32_t value = bell_value(map, at + SEAT_BELL);
  store(map, at + SEAT_ASLEEP, ALONE);
  atomic_fetch_or(U64(map, AT_SLEEPERS), UINT64_C(1) << self->seat);
  sleepers_barrier();
  if (!has_news(self)) {
    self->slept++;
    self->rung += await_bell(map, at + SEAT_BELL, value);
  }
  atomic_fetch_and(U64(map, AT_SLEEPERS), ~(UINT64_C(1) << self->seat));
  for (int i = 0; i < self->count; i++) {
    check_end(&self->lanes[i]); /* nobody rings for the dead */
  }
}

static int receive_all(channel *end, char **arguments) {
  static receiver self;
  uint64_t want = strtoull(arguments[1], NULL, 10);
  self.end = end;
  self.next = strtoull(arguments[0], NULL, 10);
  self.seen = UINT64_MAX;
  self.seat = take_seat(end);
  require(self.seat >= 0, "no seat", end->directory);
  printf("ready\n");
  int lanes_before = 0, complete = 0;
  while (self.got < want || self.count > 0) {
    if (load(end->control.map, AT_LANES) != self.seen) {
      look_for_lanes(&self);
    }
    uint64_t records = read_all(&self, want);
    if (self.got >= want && !complete) {
      complete = 1;
      printf("missed %llu\n", (unsigned long long)self.missed);
    }
    if (records == 0) {
      drop_ended(&self);
      if (lanes_before > 0 && self.count == 0) {
        break;
      }
      sleep_until_news(&self);
    }
    lanes_before = self.count;
  }
  printf("received %llu slept %llu rung %llu\n", (unsigned long long)self.got,
         (unsigned long long)self.slept, (unsigned long long)self.rung);
  leave_seat(end, self.seat);
  return 0;
}

static int print_headers(void) {
  unsigned long long position;
  int type, flags;
  unsigned length;
  while (scanf("%llu %d %d %u", &position, &type, &flags, &length) == 4) {
    printf("0x%016llx\n", (unsigned long long)header_of(position, type, flags, length));
  }
  return 0;
}

int main(int count, char **arguments) {
  setvbuf(stdout, NULL, _IOLBF, 0);
  if (count == 2 && strcmp(arguments[1], "headers") == 0) {
    return print_headers();
  }
  if (count == 3 && strcmp(arguments[1], "headless") == 0) {
    go_on_headless(arguments[2]);
  }
  if (count < 8) {
    fprintf(stderr, "usage: see the head of peer.c\n");
    return 2;
  }
  static channel end;
  int sends = count == 9;
  int queue = strcmp(arguments[1], "send") == 0 || strcmp(arguments[1], "receive") == 0;
  open_channel(&end, arguments[2], arguments[3], arguments[4], queue ? QUEUE : PUBLISH_SUBSCRIBE,
               strtoull(arguments[5], NULL, 10));
  int result = sends ? send_all(&end, arguments + 6) : receive_all(&end, arguments + 6);
  close_channel(&end);
  return result;
}
