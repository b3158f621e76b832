#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lane.h"
#include "layout.h"

uint64_t reader_slot(int slot) { return AT_SLOTS + (uint64_t)LANE_SLOT_BYTES * slot; }

/* Whether the pool is there, if the lane has one: it is removed after the lane. */
static int attach_pool(lane_reader *lane) {
  uint64_t bytes = number_of(&lane->file, 6);
  char path[4500];
  if (bytes == 0) {
    return 1;
  }
  snprintf(path, sizeof path, "%s.pool", lane->path);
  if (!attach_file(path, KIND_POOL, &lane->pool)) {
    return 0;
  }
  require(number_of(&lane->pool, 0) == bytes && number_of(&lane->pool, 1) == AT_POOL &&
              bytes % 4096 == 0 && lane->pool.size == AT_POOL + bytes,
          "impossible pool", path);
  return 1;
}

int attach_lane(lane_reader *lane, channel *end, const char *name, int slot) {
  memset(lane, 0, sizeof *lane);
  unsigned long long member, number;
  int length = 0;
  if (sscanf(name, "lane-%llx-%llu%n", &member, &number, &length) != 2 || name[length] != 0) {
    return 0; /* also the pool of a lane, which has a suffix */
  }
  lane->end = end;
  lane->writer = member;
  lane->broadcast = end->pattern == PUBLISH_SUBSCRIBE;
  lane->slot = slot;
  lane->again = UINT64_MAX;
  snprintf(lane->path, sizeof lane->path, "%s/%s", end->directory, name);
  if (!attach_file(lane->path, KIND_LANE, &lane->file)) {
    return 0;
  }
  lane->capacity = number_of(&lane->file, 0);
  uint64_t slots = number_of(&lane->file, 2);
  lane->ring = number_of(&lane->file, 1);
  require(lane->capacity >= 4096 && (lane->capacity & (lane->capacity - 1)) == 0 &&
              slots == (lane->broadcast ? 64 : 1) && lane->ring == ring_offset(slots) &&
              number_of(&lane->file, 3) == LANE_SLOT_BYTES &&
              lane->file.size == lane->ring + lane->capacity,
          "impossible lane", lane->path);
  require(number_of(&lane->file, 7) <= 1, "a lane that is read another way", lane->path);
  lane->overwritten = number_of(&lane->file, 7) == 1;
  if (!attach_pool(lane)) {
    close_file(&lane->file);
    return 0;
  }
  wake_writer(lane);
  return 1;
}

/* Goes on where the slot's former reader was, or where the publisher admits this one. */
static int is_admitted(lane_reader *lane) {
  char *map = lane->file.map;
  if (lane->admitted) {
    return 1;
  }
  if (lane->broadcast && load(map, reader_slot(lane->slot) + SLOT_ADMITTED) != lane->end->member) {
    return 0;
  }
  uint64_t taken = load(map, reader_slot(lane->slot) + SLOT_TAKEN);
  lane->position = taken & ~UINT64_C(7);
  lane->released = load(map, reader_slot(lane->slot) + SLOT_CURSOR);
  lane->again = taken & 1 ? lane->position : UINT64_MAX;
  lane->expected = load(map, reader_slot(lane->slot) + SLOT_EXPECTED);
  lane->missed = lane->missed_stored = load(map, reader_slot(lane->slot) + SLOT_MISSED);
  lane->admitted = 1;
  return 1;
}

uint64_t header_at(lane_reader *lane, uint64_t position) {
  return load(lane->file.map, lane->ring + (position & (lane->capacity - 1))); /* [PUBLISH] */
}

/* Every bit of the header is checked. */
uint64_t end_of_record(lane_reader *lane, uint64_t header, uint64_t behind) {
  uint64_t rest = lane->capacity - lane->position % lane->capacity;
  uint32_t length = (uint32_t)header;
  int type = header >> 36 & 15;
  int possible = ((header ^ tag_of(lane->position)) >> 40) == 0 && length <= INT32_MAX &&
                 (type == REFERENCE && lane->pool.map != NULL
                      ? length == REFERENCE_BYTES && record_size(length) <= rest
                  : type == RECORD ? record_size(length) + behind <= rest
                                 : type == PADDING && length + UINT64_C(8) == rest &&
                                       rest < lane->capacity);
  uint64_t size = record_size(length) + (type == RECORD ? behind : 0);
  return possible ? lane->position + size : 0;
}

static void append(lane_reader *lane, const char *piece, uint64_t length) {
  require(length <= lane->total - lane->filled, "more than announced", lane->path);
  memcpy(lane->message + lane->filled, piece, length);
  lane->filled += length;
}

int take_record(lane_reader *lane, int flags, const char *payload, uint64_t length,
                handler handle, void *context) {
  int again = lane->position == lane->again;
  switch (flags & 7) {
    case WHOLE:
      lane->joining = 0;
      handle(context, payload, length, again);
      return 1;
    case FIRST:
      require(length >= 8, "short first piece", lane->path);
      memcpy(&lane->total, payload, 8);
      lane->filled = 0;
      lane->joining = 1;
      lane->message = realloc(lane->message, lane->total);
      append(lane, payload + 8, length - 8);
      return 0;
    case MIDDLE:
    case LAST:
      if (!lane->joining) {
        return 0; /* the rest of a message whose beginning a former reader took */
      }
      append(lane, payload, length);
      if ((flags & 7) == LAST) {
        lane->joining = 0;
        require(lane->filled == lane->total, "less than announced", lane->path);
        handle(context, lane->message, lane->total, again);
        return 1;
      }
      return 0;
    case ABORTED:
      lane->joining = 0;
      return 0;
    default:
      require(0, "unknown flags", lane->path);
      return 0;
  }
}

/* Where the payload of a record lies, in the ring or in the pool; its length too. */
static const char *payload_of(lane_reader *lane, uint64_t header, uint64_t *length) {
  char *map = lane->file.map;
  uint64_t at = lane->ring + (lane->position & (lane->capacity - 1)) + 8;
  *length = (uint32_t)header;
  if ((header >> 36 & 15) != REFERENCE) {
    return map + at;
  }
  uint64_t offset = load(map, at);
  *length = load(map, at + 8);
  require(offset >= AT_POOL && offset % 8 == 0 && *length <= lane->pool.size &&
              offset <= lane->pool.size - *length,
          "impossible chunk", lane->path);
  return lane->pool.map + offset;
}

static void give_back(lane_reader *lane) {
  store(lane->file.map, reader_slot(lane->slot) + SLOT_TAKEN, lane->position); /* [TAKEN] */
  store(lane->file.map, reader_slot(lane->slot) + SLOT_CURSOR, lane->position); /* [ROOM] */
  lane->released = lane->position;
}

void wake_writer(lane_reader *lane) {
  char *map = lane->file.map;
  uint64_t how = load(map, AT_ASLEEP);
  if (how == AWAKE || !replace(map, AT_ASLEEP, how, AWAKE)) {
    return;
  }
  ring_bell(map, AT_BELL);
  if (how != ALONE) {
    ring_bell(lane->end->sessions.map, session_bell(lane->writer));
  }
}

static void finish_round(lane_reader *lane, uint64_t records) {
  char *map = lane->file.map;
  store(map, reader_slot(lane->slot) + SLOT_TAKEN, lane->position); /* [TAKEN] */
  uint64_t want = atomic_load_explicit(U64(map, AT_WANT), memory_order_relaxed);
  int empty = header_at(lane, lane->position) == 0;
  if (lane->position != lane->released &&
      (records == 0 || empty || (want != 0 && lane->position >= want))) {
    give_back(lane);
  }
  if (want != 0 && want != lane->answered && lane->released >= want) {
    lane->answered = want;
    wake_writer(lane);
  }
}

uint64_t read_lane(lane_reader *lane, int limit, handler handle, void *context) {
  char *map = lane->file.map;
  uint64_t records = 0;
  int messages = 0;
  if (!is_admitted(lane)) {
    return 0;
  }
  if (lane->overwritten) {
    return read_overwritten(lane, limit, handle, context);
  }
  uint64_t header;
  while (messages < limit && (header = header_at(lane, lane->position)) != 0) {
    uint64_t next = end_of_record(lane, header, 0);
    require(next != 0, "impossible header", lane->path);
    if ((header >> 36 & 15) != PADDING) {
      uint64_t length;
      const char *payload = payload_of(lane, header, &length);
      store(map, reader_slot(lane->slot) + SLOT_TAKEN, lane->position | 1);
      messages +=
          take_record(lane, header >> 32 & 15, payload, length, handle, context);
      records++;
    }
    lane->position = next;
    if (lane->position - lane->released >= lane->capacity / 8) {
      give_back(lane);
    }
  }
  finish_round(lane, records);
  return records;
}

int is_empty(lane_reader *lane) {
  if (!is_admitted(lane)) {
    return 1;
  }
  return header_at(lane, lane->position) == 0 && !(lane->overwritten && is_overrun(lane));
}

void check_end(lane_reader *lane) {
  if (lane->ended == 0) {
    lane->ended = load(lane->file.map, AT_STATE) == 1 ? 1
                  : !is_alive(lane->end, lane->writer) ? 2
                                                       : 0;
  }
}

void drop_lane(lane_reader *lane) {
  close_file(&lane->file);
  free(lane->message);
  free(lane->copy);
  if (!lane->broadcast) {
    unlink(lane->path);
  }
  if (lane->pool.map != NULL) {
    char path[4500];
    snprintf(path, sizeof path, "%s.pool", lane->path);
    close_file(&lane->pool);
    if (!lane->broadcast) {
      unlink(path);
    }
  }
}
