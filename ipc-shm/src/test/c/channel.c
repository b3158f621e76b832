#define _GNU_SOURCE
#include "channel.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/futex.h>
#include <linux/membarrier.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "layout.h"

static int membarrier_works;

static void register_for_barriers(void) {
  int needed = MEMBARRIER_CMD_GLOBAL_EXPEDITED | MEMBARRIER_CMD_REGISTER_GLOBAL_EXPEDITED;
  long offered = syscall(SYS_membarrier, MEMBARRIER_CMD_QUERY, 0, 0);
  membarrier_works =
      offered > 0 && (offered & needed) == needed &&
      syscall(SYS_membarrier, MEMBARRIER_CMD_REGISTER_GLOBAL_EXPEDITED, 0, 0) == 0;
}

void sleepers_barrier(void) {
  if (!membarrier_works || syscall(SYS_membarrier, MEMBARRIER_CMD_GLOBAL_EXPEDITED, 0, 0) != 0) {
    atomic_thread_fence(memory_order_seq_cst);
  }
}

void publishers_fence(void) {
  if (!membarrier_works) {
    atomic_thread_fence(memory_order_seq_cst);
  }
}

uint32_t bell_value(char *map, uint64_t at) {
  return atomic_load_explicit(U32(map, at), memory_order_acquire);
}

void ring_bell(char *map, uint64_t at) {
  atomic_fetch_add(U32(map, at), 1);
  syscall(SYS_futex, map + at, FUTEX_WAKE, INT32_MAX, NULL, NULL, 0);
}

int await_bell(char *map, uint64_t at, uint32_t value) {
  struct timespec slice = {0, 100000000};
  syscall(SYS_futex, map + at, FUTEX_WAIT, value, &slice, NULL, 0);
  return bell_value(map, at) != value;
}

/* --- who is alive --- */

int is_alive(channel *end, uint64_t member) {
  return member >= UINT64_C(1) << 32 && member < UINT64_C(1) << 62 &&
         (member == end->member || is_locked_elsewhere(end->sessions.fd, member));
}

static uint64_t new_member(channel *end, uint64_t slot) {
  while (1) {
    uint64_t number;
    require(getrandom(&number, sizeof number, 0) == sizeof number, "getrandom", "");
    number = (number & ((UINT64_C(1) << 62) - 1) & ~UINT64_C(1023)) | slot;
    if (number >= UINT64_C(1) << 32 && lock_byte(end->sessions.fd, number, F_WRLCK)) {
      return number;
    }
  }
}

uint64_t session_bell(uint64_t member) {
  return AT_SESSIONS + SESSION_SLOT_BYTES * (member & 1023) + SESSION_BELL;
}

static void join(channel *end) {
  char *map = end->sessions.map;
  for (uint64_t slot = 0; slot < SESSION_SLOTS; slot++) {
    uint64_t at = AT_SESSIONS + SESSION_SLOT_BYTES * slot;
    uint64_t holder = load(map, at + SESSION_NUMBER);
    if (holder != 0 && is_alive(end, holder)) {
      continue;
    }
    uint64_t number = new_member(end, slot);
    if (replace(map, at + SESSION_NUMBER, holder, number)) {
      store(map, at + SESSION_PID, getpid());
      store(map, at + SESSION_STARTED, 0);
      struct stat space;
      uint32_t known = stat("/proc/self/ns/pid", &space) == 0 ? (uint32_t)space.st_ino : 0;
      memcpy(map + at + SESSION_PID_NAMESPACE, &known, 4);
      uint32_t length = strlen("cpeer");
      memcpy(map + at + SESSION_NAME_LENGTH, &length, 4);
      memcpy(map + at + SESSION_NAME, "cpeer", length);
      memset(map + at + SESSION_LIFE, 0, 8); /* no word, and no descriptor to look at */
      store(map, at + SESSION_DESCRIBED, number);
      end->member = number;
      return;
    }
    lock_byte(end->sessions.fd, number, F_UNLCK);
  }
  require(0, "no slot", "sessions");
}

/* --- the channel --- */

static void make_directory(const char *path) {
  require(mkdir(path, 0700) == 0 || errno == EEXIST, "mkdir", path);
}

static void attach_or_create(const char *path, int kind, uint64_t size, const uint64_t numbers[8],
                             shared_file *file) {
  while (!attach_file(path, kind, file) && !create_file(path, kind, size, 0, numbers, file)) {
  }
  require(file->size == size, "size", path);
}

/* The control file in the channel's directory, whose name begins with "control-". */
static int find_control(channel *end, char *path, size_t size) {
  DIR *directory = opendir(end->directory);
  require(directory != NULL || errno == ENOENT, "opendir", end->directory);
  int found = 0;
  if (directory != NULL) {
    for (struct dirent *entry; !found && (entry = readdir(directory)) != NULL;) {
      found = strncmp(entry->d_name, "control-", 8) == 0;
      if (found) {
        snprintf(path, size, "%s/%s", end->directory, entry->d_name);
      }
    }
    closedir(directory);
  }
  return found;
}

/* A directory with a control file in it takes the place of an empty one or of none. */
static void make_control(channel *end, const uint64_t numbers[8]) {
  char making[4200], path[4300];
  const char *slash = strrchr(end->directory, '/');
  snprintf(making, sizeof making, "%.*s/.making-%llx", (int)(slash - end->directory),
           end->directory, (unsigned long long)end->member);
  uint64_t random;
  require(getrandom(&random, sizeof random, 0) == sizeof random, "getrandom", "control");
  snprintf(path, sizeof path, "%s/control-%llx", making, (unsigned long long)random);
  make_directory(making);
  shared_file file;
  if (create_file(path, KIND_CONTROL, CONTROL_SIZE, 0, numbers, &file)) {
    close_file(&file);
  }
  if (rename(making, end->directory) != 0) {
    require(errno == ENOTEMPTY || errno == EEXIST, "rename", making);
    unlink(path);
    rmdir(making);
  }
}

/* Counts one more who has the channel open, unless it has ended. */
static int enter(shared_file *control) {
  uint64_t before = load(control->map, AT_ENTERED);
  while (before != UINT64_MAX) {
    if (replace(control->map, AT_ENTERED, before, before + 1)) {
      return 1;
    }
    before = load(control->map, AT_ENTERED);
  }
  return 0;
}

static void open_control(channel *end, uint64_t longest) {
  unsigned char agreement[24] = {1, end->pattern, 0, 0, 0, 0};
  memcpy(agreement + 8, &longest, 8);
  uint64_t numbers[8] = {0};
  memcpy(numbers, agreement, sizeof agreement);
  numbers[3] = CONTROL_SLOTS;
  numbers[4] = CONTROL_SLOT_BYTES;
  char path[4400];
  while (1) {
    if (!find_control(end, path, sizeof path)) {
      make_control(end, numbers);
    } else if (attach_file(path, KIND_CONTROL, &end->control)) {
      require(end->control.size == CONTROL_SIZE, "size", path);
      if (lock_byte(end->control.fd, 0, F_RDLCK) && enter(&end->control)) {
        break;
      }
      close_file(&end->control);
      unlink(path); /* it has ended, and nobody will use its name again */
      rmdir(end->directory);
    }
  }
  for (int i = 0; i < 5; i++) {
    require(number_of(&end->control, i) == numbers[i], "another agreement", path);
  }
}

void open_channel(channel *end, const char *base, const char *space, const char *name,
                  int pattern, uint64_t longest) {
  memset(end, 0, sizeof *end);
  end->pattern = pattern;
  register_for_barriers();
  char path[2048];
  uint64_t numbers[8] = {SESSION_SLOTS, SESSION_SLOT_BYTES};
  while (1) {
    make_directory(base);
    snprintf(path, sizeof path, "%s/%s", base, space);
    make_directory(path);
    snprintf(path, sizeof path, "%s/%s/shm", base, space);
    make_directory(path);
    snprintf(end->directory, sizeof end->directory, "%s/sessions", path);
    attach_or_create(end->directory, KIND_SESSIONS, SESSIONS_SIZE, numbers, &end->sessions);
    join(end);
    if (has_its_name(&end->sessions, end->directory)) {
      break;
    }
    close_file(&end->sessions); /* somebody removed it, as unused, before the first lock */
    end->member = 0;
  }
  snprintf(end->directory, sizeof end->directory, "%s/channels", path);
  make_directory(end->directory);
  snprintf(end->directory, sizeof end->directory, "%s/channels/%s", path, name);
  open_control(end, longest);
}

void close_channel(channel *end) {
  uint64_t at = AT_SESSIONS + SESSION_SLOT_BYTES * (end->member & 1023);
  replace(end->sessions.map, at + SESSION_NUMBER, end->member, 0);
  close_file(&end->control);
  close_file(&end->sessions); /* with it go the locks: the member has ended */
}

void announce(channel *end, uint64_t counter) { atomic_fetch_add(U64(end->control.map, counter), 1); }

static uint64_t seat_at(int seat) { return AT_SEATS + (uint64_t)CONTROL_SLOT_BYTES * seat; }

int has_receiver(channel *end) {
  int seats = end->pattern == QUEUE ? 1 : CONTROL_SLOTS;
  for (int seat = 0; seat < seats; seat++) {
    if (is_alive(end, load(end->control.map, seat_at(seat) + SEAT_MEMBER))) {
      return 1;
    }
  }
  return 0;
}

int take_seat(channel *end) {
  int seats = end->pattern == QUEUE ? 1 : CONTROL_SLOTS;
  for (int seat = 0; seat < seats; seat++) {
    uint64_t holder = load(end->control.map, seat_at(seat) + SEAT_MEMBER);
    if ((holder == 0 || !is_alive(end, holder)) &&
        replace(end->control.map, seat_at(seat) + SEAT_MEMBER, holder, end->member)) {
      atomic_fetch_and(U64(end->control.map, AT_SLEEPERS), ~(UINT64_C(1) << seat));
      announce(end, AT_READERS);
      return seat;
    }
  }
  return -1;
}

void leave_seat(channel *end, int seat) {
  if (replace(end->control.map, seat_at(seat) + SEAT_MEMBER, end->member, 0)) {
    announce(end, AT_READERS);
  }
}

void wake_receivers(channel *end) {
  char *map = end->control.map;
  publishers_fence();
  uint64_t left = atomic_load_explicit(U64(map, AT_SLEEPERS), memory_order_relaxed);
  for (int seat = 0; left != 0; seat++, left >>= 1) {
    uint64_t bit = UINT64_C(1) << seat;
    if ((left & 1) == 0 || (atomic_fetch_and(U64(map, AT_SLEEPERS), ~bit) & bit) == 0) {
      continue;
    }
    ring_bell(map, seat_at(seat) + SEAT_BELL);
    if (load(map, seat_at(seat) + SEAT_ASLEEP) != ALONE) {
      ring_bell(end->sessions.map, session_bell(load(map, seat_at(seat) + SEAT_MEMBER)));
    }
  }
}
