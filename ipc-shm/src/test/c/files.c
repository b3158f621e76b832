#define _GNU_SOURCE
#include "files.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "layout.h"

void require(int condition, const char *what, const char *about) {
  if (!condition) {
    printf("failed: %s: %s (%s)\n", what, about, strerror(errno));
    exit(1);
  }
}

uint32_t crc32c(const void *data, uint64_t length) {
  const unsigned char *bytes = data;
  uint32_t crc = 0xffffffffu;
  for (uint64_t i = 0; i < length; i++) {
    crc ^= bytes[i];
    for (int bit = 0; bit < 8; bit++) {
      crc = crc >> 1 ^ (crc & 1 ? 0x82f63b78u : 0);
    }
  }
  return ~crc;
}

static int lock_call(int fd, int command, struct flock *lock) {
  int result;
  do {
    result = fcntl(fd, command, lock);
  } while (result != 0 && errno == EINTR);
  return result;
}

int lock_byte(int fd, int64_t at, short type) {
  struct flock lock = {.l_type = type, .l_whence = SEEK_SET, .l_start = at, .l_len = 1};
  return lock_call(fd, F_OFD_SETLK, &lock) == 0;
}

int is_locked_elsewhere(int fd, int64_t at) {
  struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = at, .l_len = 1};
  require(lock_call(fd, F_OFD_GETLK, &lock) == 0, "F_OFD_GETLK", "");
  return lock.l_type != F_UNLCK;
}

static void put32(char *map, int at, uint32_t value) { memcpy(map + at, &value, 4); }

static void put64(char *map, int at, uint64_t value) { memcpy(map + at, &value, 8); }

static uint32_t get32(const char *map, int at) {
  uint32_t value;
  memcpy(&value, map + at, 4);
  return value;
}

static uint64_t get64(const char *map, int at) {
  uint64_t value;
  memcpy(&value, map + at, 8);
  return value;
}

static char *map_file(int fd, uint64_t size, const char *path) {
  char *map = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  require(map != MAP_FAILED, "mmap", path);
  return map;
}

static void write_header(char *map, int kind, uint64_t size, uint64_t creator,
                         const uint64_t numbers[8]) {
  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  put32(map, AT_VERSION, VERSION);
  put32(map, AT_BYTE_ORDER, BYTE_ORDER_MARK);
  put32(map, AT_KIND, kind);
  put32(map, AT_HEADER_BYTES, HEADER_BYTES);
  put64(map, AT_FILE_SIZE, size);
  put64(map, AT_CREATOR, creator);
  put64(map, AT_CREATED, (uint64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000);
  for (int i = 0; i < NUMBERS; i++) {
    put64(map, AT_NUMBERS + 8 * i, numbers[i]);
  }
  put32(map, AT_CHECKSUM, crc32c(map + AT_VERSION, AT_CHECKSUM - AT_VERSION));
  uint64_t magic;
  memcpy(&magic, MAGIC, 8);
  store(map, AT_MAGIC, magic);
}

int create_file(const char *path, int kind, uint64_t size, uint64_t creator,
                const uint64_t numbers[8], shared_file *file) {
  char unfinished[4096];
  const char *slash = strrchr(path, '/');
  snprintf(unfinished, sizeof unfinished, "%.*s/.new-c-%d-%d", (int)(slash - path), path,
           getpid(), kind);
  int fd = open(unfinished, O_CREAT | O_EXCL | O_RDWR | O_NOFOLLOW | O_CLOEXEC, 0600);
  require(fd >= 0, "create", unfinished);
  require(lock_byte(fd, UNFINISHED_LOCK, F_WRLCK), "lock", unfinished);
  require(posix_fallocate(fd, 0, size) == 0, "posix_fallocate", path);
  char *map = map_file(fd, size, path);
  write_header(map, kind, size, creator, numbers);
  int linked = link(unfinished, path) == 0;
  require(linked || errno == EEXIST, "link", path);
  unlink(unfinished);
  lock_byte(fd, UNFINISHED_LOCK, F_UNLCK);
  *file = (shared_file){fd, map, size};
  if (!linked) {
    close_file(file);
  }
  return linked;
}

static void expect(uint64_t expected, uint64_t found, const char *field, const char *path) {
  if (expected != found) {
    printf("failed: %s: %s expected %llu found %llu\n", path, field, (unsigned long long)expected,
           (unsigned long long)found);
    exit(1);
  }
}

int attach_file(const char *path, int kind, shared_file *file) {
  int fd = open(path, O_RDWR | O_NOFOLLOW | O_CLOEXEC);
  if (fd < 0 && errno == ENOENT) {
    return 0;
  }
  require(fd >= 0, "open", path);
  struct stat stat;
  require(fstat(fd, &stat) == 0, "fstat", path);
  require(S_ISREG(stat.st_mode) && stat.st_uid == geteuid() && (stat.st_mode & 077) == 0 &&
              stat.st_size >= HEADER_BYTES,
          "not a file of shm", path);
  char *map = map_file(fd, stat.st_size, path);
  uint64_t magic;
  memcpy(&magic, MAGIC, 8);
  expect(magic, load(map, AT_MAGIC), "magic", path);
  expect(BYTE_ORDER_MARK, get32(map, AT_BYTE_ORDER), "byte order", path);
  expect(VERSION, get32(map, AT_VERSION), "version", path);
  expect(HEADER_BYTES, get32(map, AT_HEADER_BYTES), "header bytes", path);
  expect(crc32c(map + AT_VERSION, AT_CHECKSUM - AT_VERSION), get32(map, AT_CHECKSUM), "checksum",
         path);
  expect(kind, get32(map, AT_KIND), "kind", path);
  expect(stat.st_size, get64(map, AT_FILE_SIZE), "size", path);
  *file = (shared_file){fd, map, stat.st_size};
  return 1;
}

uint64_t number_of(const shared_file *file, int index) {
  return get64(file->map, AT_NUMBERS + 8 * index);
}

int has_its_name(const shared_file *file, const char *path) {
  struct stat named, open;
  return stat(path, &named) == 0 && fstat(file->fd, &open) == 0 && named.st_ino == open.st_ino;
}

void close_file(shared_file *file) {
  munmap(file->map, file->size);
  close(file->fd);
}
