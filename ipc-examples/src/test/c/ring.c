/*
 * A single-producer, single-consumer ring in C, as small as it can be: what the machine gives to
 * two processes that share memory. A slot is a publish word and a payload behind it, so that one
 * cache line brings both. It speaks the protocol of the benchmark's Java processes and uses the same
 * page to meet, to probe and to report (class Meeting); change both.
 *
 * Built for one size of message and what is done to its bytes (WORK, the order of class Work):
 * cc -O3 -DSIZE=64 -DWORK=0 ring.c -o ring
 * Arguments: left|right SYSTEM one-way|round-trips plain|tuned WORK SIZE DIRECTORY
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <immintrin.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#ifndef SIZE
#define SIZE 64
#endif
#define READ 0     /* copied in, read where it lies */
#define COPY 1     /* copied in and out */
#define IN_PLACE 2 /* written whole and read whole where it lies */
#define ENDS 3     /* only its first and last word */
#ifndef WORK
#define WORK READ
#endif
#define WORDS (SIZE / 8)
#define PATTERN 0x0123456789ABCDEFu /* not of equal bytes: see class PlaceWire */
#define RING_BYTES (4 << 20)
#define LINE 128
#define STOP UINT64_MAX
#define STEP_BACK 256

/* Aligned: packed slots cost a round trip 50 ns more. */
typedef struct {
  _Alignas(64) _Atomic uint64_t publish; /* the message's position + 1 once it is there */
  uint64_t words[WORDS];
} slot;

#define SLOTS ((uint64_t)((RING_BYTES - 2 * LINE) / sizeof(slot)))

typedef struct {
  _Alignas(LINE) _Atomic uint64_t cursor; /* written by the consumer now and then */
  _Alignas(LINE) slot slots[SLOTS];
} ring;

static ring *out, *in;
static uint64_t tail, tail_index, freed;   /* the producer's own */
static uint64_t head, head_index, released; /* the consumer's own */
static uint64_t next, count, sum;
static bool stopped, tuned, pausing;
static uint64_t message[WORDS], copy[WORDS];

static uint64_t now(clockid_t clock) {
  struct timespec t;
  clock_gettime(clock, &t);
  return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

static void *map(const char *directory, const char *name, size_t bytes) {
  char path[4096];
  snprintf(path, sizeof path, "%s/%s", directory, name);
  int fd = open(path, O_RDWR | O_CLOEXEC);
  struct stat s;
  if (fd < 0 || fstat(fd, &s) != 0 || (size_t)s.st_size < bytes) {
    fprintf(stderr, "%s: missing, or smaller than %zu bytes\n", path, bytes);
    exit(1);
  }
  void *memory = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_POPULATE, fd, 0);
  if (memory == MAP_FAILED) {
    perror(path);
    exit(1);
  }
  close(fd);
  return memory;
}

/* --- the bytes of a message --- */

static inline void fill(uint64_t *words, const uint64_t *payload) {
  if (WORK == READ || WORK == COPY) {
    memcpy(words, payload, SIZE);
    return;
  }
  for (int i = 1; WORK == IN_PLACE && i < WORDS; i++) words[i] = PATTERN;
  words[WORDS - 1] = PATTERN;
  words[0] = payload[0];
}

/* Uses what came in; what to send back of it. */
static inline const uint64_t *use(const uint64_t *words) {
  if (WORK == READ) {
    for (int i = 1; i < WORDS; i++) sum += words[i];
    return words;
  }
  if (WORK == COPY) {
    memcpy(copy, words, SIZE);
    sum += copy[WORDS - 1];
    return copy;
  }
  bool right = words[WORDS - 1] == PATTERN &&
               (WORK != IN_PLACE || memcmp(words + 1, words + WORDS / 2, SIZE / 2 - 8) == 0);
  if (!right) {
    fprintf(stderr, "a message is not what was written\n");
    exit(1);
  }
  return words;
}

/* --- the ring --- */

static inline bool try_send(const uint64_t *payload) {
  if (tail - freed == SLOTS) {
    freed = atomic_load_explicit(&out->cursor, memory_order_acquire);
    if (tail - freed == SLOTS) return false;
  }
  slot *s = &out->slots[tail_index];
  fill(s->words, payload);
  atomic_store_explicit(&s->publish, ++tail, memory_order_release);
  if (++tail_index == SLOTS) tail_index = 0;
  return true;
}

/* The next message where it lies, or NULL; valid until consume. */
static inline const uint64_t *peek(void) {
  slot *s = &in->slots[head_index];
  return atomic_load_explicit(&s->publish, memory_order_acquire) == head + 1 ? s->words : NULL;
}

static inline void release(void) {
  if (released != head) {
    atomic_store_explicit(&in->cursor, head, memory_order_release);
    released = head;
  }
}

static inline void consume(void) {
  head++;
  if (++head_index == SLOTS) head_index = 0;
  if (head - released >= SLOTS / 8) release();
}

static inline void take(uint64_t first) {
  if (first == STOP) {
    stopped = true;
  } else if (first != count++) {
    fprintf(stderr, "message %lu instead of %lu\n", first, count - 1);
    exit(1);
  }
}

static void send_numbered(uint64_t first) {
  message[0] = first;
  while (!try_send(message)) _mm_pause();
}

static inline void pause_if_told(void) {
  if (pausing) _mm_pause();
}

static void await_one(void) {
  const uint64_t *m;
  while ((m = peek()) == NULL) pause_if_told();
  use(m);
  take(m[0]);
  consume();
}

/* --- the page to meet at --- */

enum { ARRIVED_LEFT = 0, ARRIVED_RIGHT = 256, PING = 512, PONG = 768, DONE = 1024 };

#define BLOCK 64
#define MOST_BLOCKS (1 << 14)

static char *page;
static bool left;
static uint64_t meetings, last_ping;

static inline uint64_t get(int offset) {
  return atomic_load_explicit((_Atomic uint64_t *)(page + offset), memory_order_acquire);
}

static inline void set(int offset, uint64_t value) {
  atomic_store_explicit((_Atomic uint64_t *)(page + offset), value, memory_order_release);
}

static void meet(void) {
  meetings++;
  set(left ? ARRIVED_LEFT : ARRIVED_RIGHT, meetings);
  while (get(left ? ARRIVED_RIGHT : ARRIVED_LEFT) < meetings) _mm_pause();
}

static int ascending(const void *a, const void *b) {
  uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
  return (x > y) - (x < y);
}

static double probe(uint64_t nanos) {
  static uint64_t blocks[MOST_BLOCKS];
  uint64_t value = 0;
  if (!left) {
    do {
      while ((value = get(PING)) == last_ping) {
      }
      set(PONG, value);
      last_ping = value;
    } while (value != STOP);
    return 0;
  }
  int n = 0;
  uint64_t begin = now(CLOCK_MONOTONIC), start = begin;
  while (start - begin < nanos && n < MOST_BLOCKS) {
    for (int i = 0; i < BLOCK; i++) {
      set(PING, ++value);
      while (get(PONG) != value) {
      }
    }
    uint64_t end = now(CLOCK_MONOTONIC);
    blocks[n++] = end - start;
    start = end;
  }
  set(PING, STOP);
  while (get(PONG) != STOP) {
  }
  qsort(blocks, (size_t)n, sizeof blocks[0], ascending);
  return (double)blocks[n / 2] / BLOCK;
}

/* --- samples --- */

#define BUCKETS (1 << 20) /* of one nanosecond each; the last holds all that is longer */
static uint32_t buckets[BUCKETS];

static uint64_t quantile(uint64_t total, double share) {
  uint64_t seen = 0;
  for (uint64_t i = 0; i < BUCKETS; i++) {
    seen += buckets[i];
    if ((double)seen >= (double)total * share) return i;
  }
  return BUCKETS;
}

static void left_round_trips(uint64_t nanos, char *result, size_t room) {
  memset(buckets, 0, sizeof buckets);
  uint64_t begin = now(CLOCK_MONOTONIC), end, total = 0, max = 0;
  do {
    uint64_t start = now(CLOCK_MONOTONIC);
    send_numbered(next++);
    await_one();
    end = now(CLOCK_MONOTONIC);
    uint64_t taken = end - start;
    buckets[taken < BUCKETS ? taken : BUCKETS - 1]++;
    if (taken > max) max = taken;
    total++;
  } while (end - begin < nanos);
  send_numbered(STOP);
  await_one();
  stopped = false;
  snprintf(result, room, "p50=%lu p99=%lu p999=%lu max=%lu count=%lu", quantile(total, 0.5),
           quantile(total, 0.99), quantile(total, 0.999), max, total);
}

static void right_round_trips(void) {
  while (!stopped) {
    const uint64_t *m = peek();
    if (m != NULL) {
      const uint64_t *back = WORK == READ ? m : use(m);
      while (!try_send(back)) _mm_pause();
      take(m[0]);
      consume();
    } else {
      pause_if_told();
    }
  }
  stopped = false;
}

static void left_one_way(uint64_t nanos, char *result, size_t room) {
  uint64_t first = next, begin = now(CLOCK_MONOTONIC);
  do {
    for (int i = 0; i < 256; i++) send_numbered(next++);
  } while (now(CLOCK_MONOTONIC) - begin < nanos);
  send_numbered(STOP);
  while (get(DONE) != next) _mm_pause();
  uint64_t taken = now(CLOCK_MONOTONIC) - begin;
  uint64_t n = next - first;
  snprintf(result, room, "rate=%.0f count=%lu", (double)n * 1e9 / (double)taken, n);
}

static void right_one_way(void) {
  while (!stopped) {
    const uint64_t *m = peek();
    if (m == NULL) {
      release();
      for (int i = 0; tuned && i < STEP_BACK; i++) _mm_pause();
      continue;
    }
    use(m);
    take(m[0]);
    consume();
  }
  release();
  stopped = false;
  set(DONE, count);
}

int main(int argc, char **argv) {
  if (argc != 8 || atoi(argv[6]) != SIZE) {
    fprintf(stderr,
            "usage: %s left|right SYSTEM one-way|round-trips plain|tuned WORK %d DIRECTORY\n",
            argv[0], SIZE);
    return 2;
  }
  left = strcmp(argv[1], "left") == 0;
  bool one_way = strcmp(argv[3], "one-way") == 0;
  tuned = strcmp(argv[4], "tuned") == 0;
  pausing = strcmp(argv[2], "c:pause") == 0;
  page = map(argv[7], "meeting", 4096);
  out = map(argv[7], left ? "there" : "back", sizeof(ring));
  in = map(argv[7], left ? "back" : "there", sizeof(ring));
  setvbuf(stdout, NULL, _IOLBF, 0);
  puts("@ready -");
  char line[256], result[256];
  while (fgets(line, sizeof line, stdin) != NULL && strncmp(line, "exit", 4) != 0) {
    uint64_t probe_nanos, nanos;
    alarm(120); /* nobody else would end a side that waits for the other one */
    if (sscanf(line, "sample %lu %lu", &probe_nanos, &nanos) != 2) return 2;
    meet();
    uint64_t wall = now(CLOCK_MONOTONIC), used = now(CLOCK_PROCESS_CPUTIME_ID);
    double before = probe(probe_nanos);
    meet();
    if (left) {
      (one_way ? left_one_way : left_round_trips)(nanos, result, sizeof result);
    } else {
      (one_way ? right_one_way : right_round_trips)();
      snprintf(result, sizeof result, "sum=%lu", sum);
    }
    meet();
    double after = probe(probe_nanos);
    used = now(CLOCK_PROCESS_CPUTIME_ID) - used;
    wall = now(CLOCK_MONOTONIC) - wall;
    double foreign = used < wall ? 1 - (double)used / (double)wall : 0;
    printf("@sample before=%.1f after=%.1f foreign=%.4f compiling=0 %s\n", before, after, foreign,
           result);
    alarm(0);
  }
  return 0;
}
