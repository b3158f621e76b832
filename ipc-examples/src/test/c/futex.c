/*
 * Two processes that talk over two single-producer, single-consumer rings in shared memory and sleep
 * on a futex while there is nothing to do: what the machine gives to those who wait in the kernel.
 * The ring is that of ring.c; a reader that is about to sleep sets a flag, fences, looks again, and
 * sleeps on that flag; a writer publishes, fences, and reads the flag.
 *
 * It speaks the protocol of the benchmark's Java processes (class TalkSide).
 *
 * Built: cc -O3 futex.c -o futex
 * Arguments: left|right SPIN_NANOS DIRECTORY; the directory holds the files there and back, zero at
 * first. Commands: trips NANOS on the left, echo on the right.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <immintrin.h>
#include <linux/futex.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#define WORDS 8
#define RING_BYTES (4 << 20)
#define LINE 128
#define STOP UINT64_MAX
#define LOOKS_PER_CLOCK 64

typedef struct {
  _Alignas(64) _Atomic uint64_t publish; /* the message's position + 1 once it is there */
  uint64_t words[WORDS];
} slot;

#define SLOTS ((uint64_t)((RING_BYTES - 3 * LINE) / sizeof(slot)))

typedef struct {
  _Alignas(LINE) _Atomic uint64_t cursor;  /* written by the reader now and then */
  _Alignas(LINE) _Atomic uint32_t asleep; /* 1 while the reader sleeps or is about to */
  _Alignas(LINE) slot slots[SLOTS];
} ring;

static ring *out, *in;
static uint64_t tail, tail_index, freed;
static uint64_t head, head_index, released;
static uint64_t spin, next, count, calls, sum;
static uint64_t message[WORDS];

static uint64_t now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

static void futex(_Atomic uint32_t *word, int operation, uint32_t value) {
  calls++;
  if (syscall(SYS_futex, word, operation, value, NULL, NULL, 0) < 0 && errno != EAGAIN &&
      errno != EINTR) {
    perror("futex");
    exit(1);
  }
}

static void *map(const char *directory, const char *name) {
  char path[4096];
  snprintf(path, sizeof path, "%s/%s", directory, name);
  int fd = open(path, O_RDWR | O_CLOEXEC);
  struct stat s;
  if (fd < 0 || fstat(fd, &s) != 0 || (size_t)s.st_size < sizeof(ring)) {
    fprintf(stderr, "%s: missing, or smaller than %zu bytes\n", path, sizeof(ring));
    exit(1);
  }
  void *memory = mmap(NULL, sizeof(ring), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_POPULATE, fd, 0);
  if (memory == MAP_FAILED) {
    perror(path);
    exit(1);
  }
  close(fd);
  return memory;
}

static inline void send(const uint64_t *payload) {
  while (tail - freed == SLOTS) {
    freed = atomic_load_explicit(&out->cursor, memory_order_acquire);
  }
  slot *s = &out->slots[tail_index];
  memcpy(s->words, payload, sizeof message);
  atomic_store_explicit(&s->publish, ++tail, memory_order_release);
  if (++tail_index == SLOTS) tail_index = 0;
  atomic_thread_fence(memory_order_seq_cst);
  if (atomic_load_explicit(&out->asleep, memory_order_relaxed) != 0 &&
      atomic_exchange(&out->asleep, 0) != 0) {
    futex(&out->asleep, FUTEX_WAKE, 1);
  }
}

static inline const uint64_t *peek(void) {
  slot *s = &in->slots[head_index];
  return atomic_load_explicit(&s->publish, memory_order_acquire) == head + 1 ? s->words : NULL;
}

static inline void consume(void) {
  head++;
  if (++head_index == SLOTS) head_index = 0;
  if (head - released >= SLOTS / 8) {
    atomic_store_explicit(&in->cursor, head, memory_order_release);
    released = head;
  }
}

/* The next message where it lies: spins for a while, then sleeps. */
static const uint64_t *await(void) {
  const uint64_t *m = peek();
  if (m == NULL && spin > 0) {
    uint64_t begin = now();
    do {
      for (int i = 0; i < LOOKS_PER_CLOCK && (m = peek()) == NULL; i++) _mm_pause();
    } while (m == NULL && now() - begin < spin);
  }
  while (m == NULL) {
    atomic_store(&in->asleep, 1);
    atomic_thread_fence(memory_order_seq_cst);
    m = peek();
    if (m == NULL) {
      futex(&in->asleep, FUTEX_WAIT, 1);
      m = peek();
    }
    atomic_store_explicit(&in->asleep, 0, memory_order_relaxed);
  }
  return m;
}

/* Checks the message's number and reads every other word, as class TalkSide does. */
static void take(const uint64_t *words) {
  uint64_t first = words[0];
  for (int i = 1; i < WORDS; i++) sum += words[i];
  if (first != STOP && first != count++) {
    fprintf(stderr, "message %lu instead of %lu\n", first, count - 1);
    exit(1);
  }
}

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

static void turn(uint64_t first) {
  message[0] = first;
  send(message);
  take(await());
  consume();
}

static void trips(uint64_t nanos) {
  memset(buckets, 0, sizeof buckets);
  uint64_t begin = now(), end, total = 0, before = calls;
  do {
    uint64_t start = now();
    turn(next++);
    end = now();
    uint64_t taken = end - start;
    buckets[taken < BUCKETS ? taken : BUCKETS - 1]++;
    total++;
  } while (end - begin < nanos);
  double mean = (double)(end - begin) / (double)total;
  double each = (double)(calls - before) / (double)total;
  turn(STOP);
  printf("@trips p50=%lu p99=%lu mean=%.1f count=%lu calls=%.4f sum=%lu\n", quantile(total, 0.5),
         quantile(total, 0.99), mean, total, each, sum);
}

static void echo(void) {
  uint64_t before = calls, first, total = 0;
  do {
    const uint64_t *m = await();
    first = m[0];
    send(m);
    take(m);
    consume();
    total++;
  } while (first != STOP);
  printf("@echo calls=%.4f sum=%lu\n", (double)(calls - before) / (double)total, sum);
}

int main(int argc, char **argv) {
  if (argc != 4) {
    fprintf(stderr, "usage: %s left|right SPIN_NANOS DIRECTORY\n", argv[0]);
    return 2;
  }
  bool left = strcmp(argv[1], "left") == 0;
  spin = strtoull(argv[2], NULL, 10);
  out = map(argv[3], left ? "there" : "back");
  in = map(argv[3], left ? "back" : "there");
  setvbuf(stdout, NULL, _IOLBF, 0);
  puts("@ready -");
  char line[256];
  while (fgets(line, sizeof line, stdin) != NULL && strncmp(line, "exit", 4) != 0) {
    uint64_t nanos;
    alarm(120); /* nobody else would end a side that waits for the other one */
    if (sscanf(line, "trips %lu", &nanos) == 1) {
      trips(nanos);
    } else if (strncmp(line, "echo", 4) == 0) {
      echo();
    } else {
      return 2;
    }
  }
  return 0;
}
