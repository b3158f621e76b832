/* A process whose first thread has ended, and which lives. */
#ifndef HEADLESS_H
#define HEADLESS_H

/* Locks a byte of a file, says by which descriptor, and ends this thread but not the others. */
void go_on_headless(const char *path) __attribute__((noreturn));

#endif
