/*
 * What docs/shm-layout.md says, and nothing else: offsets, numbers, and the words of records.
 */
#ifndef LAYOUT_H
#define LAYOUT_H

#include <stdatomic.h>
#include <stdint.h>

/* Header of every file. */
enum {
  HEADER_BYTES = 1024,
  AT_MAGIC = 0,
  AT_VERSION = 8,
  AT_BYTE_ORDER = 12,
  AT_KIND = 16,
  AT_HEADER_BYTES = 20,
  AT_FILE_SIZE = 24,
  AT_CREATOR = 32,
  AT_CREATED = 40,
  AT_NUMBERS = 48,
  NUMBERS = 8,
  AT_CHECKSUM = 1020,
  VERSION = 1,
  BYTE_ORDER_MARK = 0x01020304
};
enum { KIND_SESSIONS = 1, KIND_CONTROL = 2, KIND_LANE = 3, KIND_POOL = 5 };
#define MAGIC "IPC4JSHM"
#define UNFINISHED_LOCK INT64_C(0x7ffffffffffffffe) /* 2^63-2 */

/* sessions */
enum {
  SESSIONS_SIZE = 132096,
  SESSION_SLOTS = 1024,
  SESSION_SLOT_BYTES = 128,
  AT_SESSIONS = 1024,
  SESSION_NUMBER = 0,
  SESSION_DESCRIBED = 8,
  SESSION_PID = 16,
  SESSION_STARTED = 24,
  SESSION_BELL = 32,
  SESSION_PID_NAMESPACE = 36,
  SESSION_NAME_LENGTH = 40,
  SESSION_NAME = 44,
  SESSION_LIFE = 120
};

/* control */
enum {
  CONTROL_SIZE = 12288,
  CONTROL_SLOTS = 64,
  CONTROL_SLOT_BYTES = 128,
  AT_LANES = 1024,
  AT_READERS = 1032,
  AT_ENTERED = 1040,
  AT_SLEEPERS = 1088,
  AT_SEATS = 4096,
  SEAT_MEMBER = 0,
  SEAT_ASLEEP = 8,
  SEAT_BELL = 64
};

/* lanes */
enum {
  LANE_SLOT_BYTES = 256,
  AT_STATE = 1024,
  AT_WANT = 1088,
  AT_ASLEEP = 1096,
  AT_BELL = 1152,
  AT_EVICTED = 1280,
  AT_SLOTS = 4096,
  SLOT_ADMITTED = 0,
  SLOT_START = 8,
  SLOT_TAKEN = 64,
  SLOT_EXPECTED = 72,
  SLOT_MISSED = 80,
  SLOT_CURSOR = 128
};
enum { RECORD = 1, PADDING = 2, REFERENCE = 3, REFERENCE_BYTES = 16, AT_POOL = 4096 };
enum { WHOLE = 0, FIRST = 1, MIDDLE = 2, LAST = 3, ABORTED = 4, GAP = 5 };
enum { AWAKE = 0, ALONE = 1, BY_WAITER = 2 };

#define U64(map, at) ((_Atomic uint64_t *)((map) + (at)))
#define U32(map, at) ((_Atomic uint32_t *)((map) + (at)))

static inline uint64_t load(char *map, uint64_t at) {
  return atomic_load_explicit(U64(map, at), memory_order_acquire);
}

static inline void store(char *map, uint64_t at, uint64_t value) {
  atomic_store_explicit(U64(map, at), value, memory_order_release);
}

static inline int replace(char *map, uint64_t at, uint64_t expected, uint64_t value) {
  return atomic_compare_exchange_strong(U64(map, at), &expected, value);
}

static inline uint64_t tag_of(uint64_t position) {
  return (position * UINT64_C(0x9E3779B97F4A7C15)) & (UINT64_C(0xffff) << 48);
}

static inline uint64_t header_of(uint64_t position, int type, int flags, uint32_t length) {
  return tag_of(position) | (uint64_t)type << 36 | (uint64_t)flags << 32 | length;
}

static inline uint64_t record_size(uint64_t length) { return (length + 8 + 7) & ~UINT64_C(7); }

static inline uint64_t ring_offset(uint64_t slots) {
  return (AT_SLOTS + LANE_SLOT_BYTES * slots + 4095) / 4096 * 4096;
}

#endif
