#include <stdlib.h>
#include <string.h>

#include "lane.h"
#include "layout.h"

enum { NUMBER_BYTES = 8 };

int is_overrun(lane_reader *lane) {
  atomic_thread_fence(memory_order_acquire);
  uint64_t evicted = load(lane->file.map, AT_EVICTED); /* [EVICT] */
  if (evicted <= lane->position) {
    return 0;
  }
  require(evicted % 8 == 0, "impossible position", lane->path);
  lane->position = evicted;
  lane->joining = 0;
  return 1;
}

static void copy_out(lane_reader *lane, uint64_t size) {
  uint64_t at = lane->ring + (lane->position & (lane->capacity - 1)) + 8;
  lane->copy = realloc(lane->copy, size);
  memcpy(lane->copy, (char *)lane->file.map + at, size);
}

/* Whether the copied record is to be taken: not if its message's beginning was missed. */
static int follows(lane_reader *lane, int kind, uint64_t number, handler handle, void *context) {
  require(number <= lane->position / 16, "impossible number", lane->path);
  if (kind != WHOLE && kind != FIRST) {
    return lane->joining && number == lane->expected;
  }
  int repeated = lane->position == lane->again && number + 1 == lane->expected;
  require(number >= lane->expected || repeated, "a number that came before", lane->path);
  if (number > lane->expected) {
    lane->missed += number - lane->expected;
    lane->joining = 0;
    handle(context, NULL, number - lane->expected, 0);
  }
  lane->expected = number;
  return 1;
}

static void message_done(lane_reader *lane, uint64_t number) {
  char *slot = (char *)lane->file.map + reader_slot(lane->slot);
  lane->expected = number + 1;
  store(slot, SLOT_EXPECTED, lane->expected);
  if (lane->missed != lane->missed_stored) {
    lane->missed_stored = lane->missed;
    store(slot, SLOT_MISSED, lane->missed);
  }
}

uint64_t read_overwritten(lane_reader *lane, int limit, handler handle, void *context) {
  char *slot = (char *)lane->file.map + reader_slot(lane->slot);
  uint64_t records = 0;
  for (int messages = 0; messages < limit;) {
    uint64_t header = header_at(lane, lane->position); /* [PUBLISH] */
    uint64_t next = header == 0 ? 0 : end_of_record(lane, header, NUMBER_BYTES);
    int type = header >> 36 & 15, flags = header >> 32 & 15, kind = flags & 7;
    if (next != 0 && type == RECORD) {
      copy_out(lane, next - lane->position - 8);
    }
    if (is_overrun(lane)) {
      continue;
    }
    if (header == 0) {
      break;
    }
    require(next != 0, "impossible header", lane->path);
    records++;
    if (type == RECORD) {
      uint64_t number, length = (uint32_t)header;
      memcpy(&number, lane->copy + record_size(length) - 8, NUMBER_BYTES);
      if (follows(lane, kind, number, handle, context)) {
        store(slot, SLOT_TAKEN, lane->position | 1);
        messages += take_record(lane, flags, lane->copy, length, handle, context);
        if (kind == WHOLE || kind == LAST || kind == ABORTED) {
          message_done(lane, number);
        }
      }
    }
    lane->position = next;
  }
  store(slot, SLOT_TAKEN, lane->position);
  return records;
}
