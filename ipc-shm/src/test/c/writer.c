#include <stdio.h>
#include <string.h>

#include "lane.h"
#include "layout.h"

static uint64_t slot_at(uint64_t slot) { return AT_SLOTS + LANE_SLOT_BYTES * slot; }

void create_lane(lane_writer *lane, channel *end, uint64_t capacity) {
  memset(lane, 0, sizeof *lane);
  lane->end = end;
  lane->capacity = capacity;
  lane->slots = end->pattern == QUEUE ? 1 : 64;
  lane->ring = ring_offset(lane->slots);
  lane->readers_seen = UINT64_MAX;
  uint64_t numbers[8] = {capacity, lane->ring, lane->slots, LANE_SLOT_BYTES, 0, 0};
  snprintf(lane->path, sizeof lane->path, "%s/lane-%llx-0", end->directory,
           (unsigned long long)end->member);
  require(create_file(lane->path, KIND_LANE, lane->ring + capacity, end->member, numbers,
                      &lane->file),
          "create", lane->path);
  announce(end, AT_LANES);
  wake_receivers(end);
}

/* A publisher's subscribers: admitted where it stands, dismissed when they are gone. */
static int look_for_subscribers(lane_writer *lane) {
  char *map = lane->file.map;
  int anybody = 0;
  for (uint64_t slot = 0; slot < 64; slot++) {
    uint64_t member =
        load(lane->end->control.map, AT_SEATS + CONTROL_SLOT_BYTES * slot + SEAT_MEMBER);
    int alive = is_alive(lane->end, member);
    if (lane->admitted[slot] != 0 && (member != lane->admitted[slot] || !alive)) {
      store(map, slot_at(slot) + SLOT_ADMITTED, 0);
      lane->admitted[slot] = 0;
    }
    if (alive && lane->admitted[slot] == 0) {
      store(map, slot_at(slot) + SLOT_TAKEN, lane->tail);
      store(map, slot_at(slot) + SLOT_CURSOR, lane->tail);
      store(map, slot_at(slot) + SLOT_START, lane->tail);
      store(map, slot_at(slot) + SLOT_ADMITTED, member); /* [ADMIT] */
      lane->admitted[slot] = member;
    }
    anybody |= alive;
  }
  return anybody;
}

static int somebody_reads(lane_writer *lane, int look) {
  uint64_t now = load(lane->end->control.map, AT_READERS);
  if (now == lane->readers_seen && !look) {
    return 1;
  }
  int anybody =
      lane->slots == 1 ? has_receiver(lane->end) : look_for_subscribers(lane);
  lane->readers_seen = anybody ? now : UINT64_MAX;
  return anybody;
}

static uint64_t slowest_cursor(lane_writer *lane) {
  uint64_t slowest = lane->tail;
  for (uint64_t slot = 0; slot < lane->slots; slot++) {
    if (lane->slots == 1 || lane->admitted[slot] != 0) {
      /* Exact, unlike the cursor, which lags behind while its reader rests. */
      uint64_t cursor = load(lane->file.map, slot_at(slot) + SLOT_TAKEN) & ~UINT64_C(7);
      require(cursor <= lane->tail && cursor % 8 == 0, "impossible cursor", lane->path);
      slowest = cursor < slowest ? cursor : slowest;
    }
  }
  return slowest;
}

/* The position that readers must pass before there is room. */
static uint64_t end_of(lane_writer *lane, uint64_t length) {
  uint64_t need = record_size(length);
  uint64_t rest = lane->capacity - lane->tail % lane->capacity;
  return lane->tail + (need <= rest ? 0 : rest) + need + 8;
}

static int sleep_until_room(lane_writer *lane, uint64_t length) {
  char *map = lane->file.map;
  uint64_t want = end_of(lane, length) - lane->capacity;
  uint32_t value = bell_value(map, AT_BELL);
  store(map, AT_WANT, want);
  store(map, AT_ASLEEP, ALONE);
  sleepers_barrier();
  if (slowest_cursor(lane) < want) {
    lane->slept++;
    lane->rung += await_bell(map, AT_BELL, value);
  }
  store(map, AT_WANT, 0);
  store(map, AT_ASLEEP, AWAKE);
  return somebody_reads(lane, 1);
}

static void publish(lane_writer *lane, int type, int flags, uint64_t length) {
  uint64_t next = lane->tail + record_size(length);
  uint64_t mask = lane->capacity - 1;
  atomic_store_explicit(U64(lane->file.map, lane->ring + (next & mask)), 0, memory_order_relaxed);
  store(lane->file.map, lane->ring + (lane->tail & mask),
        header_of(lane->tail, type, flags, (uint32_t)length)); /* [PUBLISH] */
  lane->tail = next;
}

static int send_record(lane_writer *lane, int flags, const char *prefix, uint64_t prefix_length,
                       const char *payload, uint64_t payload_length) {
  uint64_t length = prefix_length + payload_length;
  if (!somebody_reads(lane, 0)) {
    return 0;
  }
  while (end_of(lane, length) > slowest_cursor(lane) + lane->capacity) {
    if (!sleep_until_room(lane, length)) {
      return 0;
    }
  }
  uint64_t rest = lane->capacity - lane->tail % lane->capacity;
  if (record_size(length) > rest) {
    publish(lane, PADDING, 0, rest - 8);
  }
  char *to = lane->file.map + lane->ring + (lane->tail & (lane->capacity - 1)) + 8;
  memcpy(to, prefix, prefix_length);
  memcpy(to + prefix_length, payload, payload_length);
  publish(lane, RECORD, flags, length);
  wake_receivers(lane->end);
  return 1;
}

int send_message(lane_writer *lane, const char *message, uint64_t length) {
  uint64_t longest = lane->capacity / 2 - 8;
  if (length <= longest) {
    return send_record(lane, WHOLE, "", 0, message, length);
  }
  uint64_t done = longest - 8;
  int sent = send_record(lane, FIRST, (const char *)&length, 8, message, done);
  while (sent && done < length) {
    uint64_t piece = length - done < longest ? length - done : longest;
    sent = send_record(lane, done + piece == length ? LAST : MIDDLE, "", 0, message + done, piece);
    done += piece;
  }
  return sent;
}

void close_lane(lane_writer *lane) {
  store(lane->file.map, AT_STATE, 1); /* [STATE] */
  announce(lane->end, AT_LANES);
  wake_receivers(lane->end);
  close_file(&lane->file);
}
