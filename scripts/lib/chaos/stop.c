/* Loaded into the service before everything else (LD_PRELOAD): kills it with SIGKILL in the middle of the commit that
 * brings a given word into the journal for the first time. The service itself knows nothing of it.
 *
 *   STOP_WORD   what is looked for in the pages that go into SQLite's write-ahead log: the kind of a fact
 *   STOP_POINT  before: not a byte of the page is written, so the commit never was
 *               after:  the log is on the disk, so the commit is; nobody has been told yet */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

static atomic_int log_with_word = -1;

static void end(void) {
    kill(getpid(), SIGKILL);
    for (;;) pause();
}

static int is_log(int file) {
    char link[64], path[4096];
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    ssize_t length = readlink(link, path, sizeof path);
    return length > 4 && memcmp(path + length - 4, "-wal", 4) == 0;
}

static void look(int file, const void *bytes, size_t count) {
    const char *word = getenv("STOP_WORD"), *point = getenv("STOP_POINT");
    if (!word || !point || !memmem(bytes, count, word, strlen(word)) || !is_log(file)) return;
    if (strcmp(point, "before") == 0) end();
    atomic_store(&log_with_word, file);
}

ssize_t pwrite64(int file, const void *bytes, size_t count, off64_t at) {
    static ssize_t (*real)(int, const void *, size_t, off64_t);
    if (!real) real = (ssize_t (*)(int, const void *, size_t, off64_t))dlsym(RTLD_NEXT, "pwrite64");
    look(file, bytes, count);
    return real(file, bytes, count, at);
}

ssize_t pwrite(int file, const void *bytes, size_t count, off_t at) { return pwrite64(file, bytes, count, at); }

static int flushed(int file, int result) {
    if (atomic_load(&log_with_word) == file) end();
    return result;
}

int fdatasync(int file) {
    static int (*real)(int);
    if (!real) real = (int (*)(int))dlsym(RTLD_NEXT, "fdatasync");
    return flushed(file, real(file));
}

int fsync(int file) {
    static int (*real)(int);
    if (!real) real = (int (*)(int))dlsym(RTLD_NEXT, "fsync");
    return flushed(file, real(file));
}
