/* Shared files: how one comes into being, is attached, and is locked. */
#ifndef FILES_H
#define FILES_H

#include <stdint.h>

typedef struct {
  int fd;
  char *map;
  uint64_t size;
} shared_file;

/* Ends the program with a message unless the condition holds. */
void require(int condition, const char *what, const char *about);

/* CRC-32C, Castagnoli. */
uint32_t crc32c(const void *data, uint64_t length);

/* Creates a file; 0 if the name is taken. */
int create_file(const char *path, int kind, uint64_t size, uint64_t creator,
                const uint64_t numbers[8], shared_file *file);

/* Attaches to a file; 0 if there is none. */
int attach_file(const char *path, int kind, shared_file *file);

/* One of the eight numbers of a file's header. */
uint64_t number_of(const shared_file *file, int index);

void close_file(shared_file *file);

/* Whether path still names this file. */
int has_its_name(const shared_file *file, const char *path);

/* Locks one byte for this description of the file; type is F_RDLCK or F_WRLCK. */
int lock_byte(int fd, int64_t at, short type);

/* Whether another description locks this byte. */
int is_locked_elsewhere(int fd, int64_t at);

#endif
