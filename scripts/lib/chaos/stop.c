/* Loaded into the service before everything else (LD_PRELOAD): kills it with SIGKILL in the middle of the commit that
 * brings a given word into the journal for the first time. The service itself knows nothing of it.
 *
 *   STOP_WORD   what is looked for in the pages that go into SQLite's write-ahead log: the kind of a fact
 *   STOP_POINT  before: not a byte of the page is written, so the commit never was
 *               after:  the commit's last page is written, so it is; nobody has been told yet
 *
 * In the log, a header of 24 bytes precedes each page; bytes 4 to 7 are not zero where the page ends a commit
 * (sqlite.org/fileformat2.html, 4.1). */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

/* One thread writes, and only it comes here. */
static int has_word, ends_commit;

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

ssize_t pwrite64(int file, const void *bytes, size_t count, off64_t at) {
    static ssize_t (*real)(int, const void *, size_t, off64_t);
    const char *word = getenv("STOP_WORD"), *point = getenv("STOP_POINT"), *header = bytes;
    if (!real) real = (ssize_t (*)(int, const void *, size_t, off64_t))dlsym(RTLD_NEXT, "pwrite64");
    if (!word || !point || !is_log(file)) return real(file, bytes, count, at);
    if (count == 24) ends_commit = memcmp(header + 4, "\0\0\0\0", 4) != 0;
    if (count > 24 && memmem(bytes, count, word, strlen(word))) {
        if (strcmp(point, "before") == 0) end();
        has_word = 1;
    }
    ssize_t written = real(file, bytes, count, at);
    if (count > 24 && has_word && ends_commit) end();
    return written;
}
