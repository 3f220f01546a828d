/* An Asterisk that only talks: sends a recorded tape of ARI events over a WebSocket as fast as the reader reads.
 *
 *   replay TAPE [--count N] [--port P] [--epoch TIMESTAMP] [--endpoints N] [--pace EVENTS]
 *
 * Prints the port on standard output. Each line of TAPE is one event; its frame is made before anybody connects, so
 * that sending costs nothing but write(2). Whoever connects below the prefix /beat gets the first event when it has said
 * that it is in step with us (POST of the global MAYDAY_BEAT): the service takes no event before. Below /paced the same,
 * and no more than --pace events a second. REST has the few answers that a service needs to connect: an Asterisk without a single call, whose clock stands at --epoch, with --endpoints registered phones.
 *
 * One thread a connection; nothing is checked, as only benchmarks talk to this. Loopback only.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <openssl/evp.h>
#include <openssl/sha.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static unsigned char *frames;
static size_t frames_size, *chunk_ends, chunk_count, event_count;
static double pace = 20000;
static const char *epoch = "2026-01-01T00:00:00.000+0000";
static int endpoint_count;
static atomic_bool beaten;

enum { CHUNK = 256 * 1024 };

static void die(const char *what) {
    perror(what);
    exit(1);
}

static size_t put_frame(unsigned char *to, const char *text, size_t length, int opcode) {
    size_t at = 0;
    to[at++] = 0x80 | opcode;
    if (length < 126) {
        to[at++] = length;
    } else if (length < 65536) {
        to[at++] = 126;
        to[at++] = length >> 8;
        to[at++] = length;
    } else {
        to[at++] = 127;
        for (int shift = 56; shift >= 0; shift -= 8) to[at++] = length >> shift;
    }
    memcpy(to + at, text, length);
    return at + length;
}

/* Chunks end at frames, so that a pong can be put between two of them. */
static void load(const char *path, long limit) {
    FILE *file = fopen(path, "r");
    if (!file) die(path);
    fseek(file, 0, SEEK_END);
    size_t size = ftell(file);
    rewind(file);
    frames = malloc(size + size / 8 + 64);
    chunk_ends = malloc(sizeof(size_t) * (size / CHUNK * 2 + 64));
    char *line = NULL;
    size_t room = 0, from = 0;
    for (ssize_t length; limit != 0 && (length = getline(&line, &room, file)) > 0; limit--) {
        if (line[length - 1] == '\n') length--;
        frames_size += put_frame(frames + frames_size, line, length, 1);
        event_count++;
        if (frames_size - from >= CHUNK) chunk_ends[chunk_count++] = from = frames_size;
    }
    if (frames_size > from) chunk_ends[chunk_count++] = frames_size;
    free(line);
    fclose(file);
}

static bool send_all(int fd, const void *bytes, size_t size) {
    const char *at = bytes;
    while (size > 0) {
        ssize_t sent = send(fd, at, size, MSG_NOSIGNAL);
        if (sent < 0 && errno == EINTR) continue;
        if (sent <= 0) return false;
        at += sent, size -= sent;
    }
    return true;
}

static bool receive_all(int fd, unsigned char *to, size_t size) {
    while (size > 0) {
        ssize_t got = recv(fd, to, size, 0);
        if (got <= 0) return false;
        to += got, size -= got;
    }
    return true;
}

/* Reads one frame of the client's, answers pings. False: the connection is over. */
static bool listen_once(int fd) {
    unsigned char head[14], body[4096], answer[4200];
    if (!receive_all(fd, head, 2)) return false;
    size_t length = head[1] & 0x7F;
    if (length == 126) {
        if (!receive_all(fd, head + 2, 2)) return false;
        length = head[2] << 8 | head[3];
    }
    if (length > sizeof body || !receive_all(fd, head + 4, 4) || !receive_all(fd, body, length)) return false;
    for (size_t i = 0; i < length; i++) body[i] ^= head[4 + i % 4];
    int opcode = head[0] & 0x0F;
    if (opcode == 8) {
        send_all(fd, answer, put_frame(answer, (char *)body, length, 8));
        return false;
    }
    return opcode != 9 || send_all(fd, answer, put_frame(answer, (char *)body, length, 10));
}

static bool readable(int fd, int milliseconds) {
    struct pollfd one = {.fd = fd, .events = POLLIN};
    return poll(&one, 1, milliseconds) > 0;
}

/* Until a chunk is due, where the rate is bound. */
static void await_turn(const struct timespec *start, size_t chunk) {
    double due = (double)event_count * chunk / chunk_count / pace;
    struct timespec at = {.tv_sec = start->tv_sec + (time_t)due,
                          .tv_nsec = start->tv_nsec + (long)((due - (time_t)due) * 1e9)};
    if (at.tv_nsec >= 1000000000) at.tv_sec++, at.tv_nsec -= 1000000000;
    clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &at, NULL);
}

static void play(int fd, bool on_beat, bool paced) {
    atomic_store(&beaten, false);
    while (on_beat && !atomic_load(&beaten))
        if (readable(fd, 10) && !listen_once(fd)) return;
    size_t from = 0;
    struct timespec start;
    clock_gettime(CLOCK_MONOTONIC, &start);
    for (size_t i = 0; i < chunk_count; from = chunk_ends[i++]) {
        if (paced) await_turn(&start, i);
        if (!send_all(fd, frames + from, chunk_ends[i] - from)) return;
        while (readable(fd, 0))
            if (!listen_once(fd)) return;
    }
    while (listen_once(fd)) {}
}

static void upgrade(int fd, const char *request) {
    const char *key = strcasestr(request, "\r\nSec-WebSocket-Key:");
    if (!key) return;
    char joined[128], accept[64], answer[512];
    key += strlen("\r\nSec-WebSocket-Key:");
    key += strspn(key, " ");
    snprintf(joined, sizeof joined, "%.*s258EAFA5-E914-47DA-95CA-C5AB0DC85B11", (int)strcspn(key, "\r"), key);
    unsigned char digest[SHA_DIGEST_LENGTH];
    SHA1((unsigned char *)joined, strlen(joined), digest);
    EVP_EncodeBlock((unsigned char *)accept, digest, sizeof digest);
    const char *protocol = strcasestr(request, "\r\nSec-WebSocket-Protocol:") ? "Sec-WebSocket-Protocol: ari\r\n" : "";
    int size = snprintf(answer, sizeof answer,
                        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                        "Sec-WebSocket-Accept: %s\r\n%s\r\n",
                        accept, protocol);
    if (send_all(fd, answer, size)) {
        bool paced = !strncmp(request, "GET /paced/", 11);
        play(fd, paced || !strncmp(request, "GET /beat/", 10), paced);
    }
}

static bool answer(int fd, const char *body) {
    char head[256];
    int size = snprintf(head, sizeof head, *body ? "HTTP/1.1 200 OK\r\n" : "HTTP/1.1 204 No Content\r\n");
    if (*body)
        size += snprintf(head + size, sizeof head - size, "Content-Type: application/json\r\nContent-Length: %zu\r\n",
                         strlen(body));
    size += snprintf(head + size, sizeof head - size, "\r\n");
    return send_all(fd, head, size) && send_all(fd, body, strlen(body));
}

static const char *application =
    "{\"name\":\"mayday\",\"channel_ids\":[],\"bridge_ids\":[],\"endpoint_ids\":[],\"device_names\":[],"
    "\"events_allowed\":[],\"events_disallowed\":[]}";

static bool rest(int fd, const char *request) {
    char body[64 * 1024] = "";
    if (strstr(request, "MAYDAY_BEAT")) atomic_store(&beaten, true);
    const char *path = strchr(request, ' ');
    path = path ? path + 1 : "";
    if (!strncmp(path, "/beat/", 6)) path += 5;
    if (!strncmp(path, "/paced/", 7)) path += 6;
    bool get = !strncmp(request, "GET ", 4);
#define IS(name) (!strncmp(path, name, strlen(name)))
    if (get && IS("/ari/asterisk/ping")) {
        snprintf(body, sizeof body, "{\"asterisk_id\":\"replay\",\"ping\":\"pong\",\"timestamp\":\"%s\"}", epoch);
    } else if (get && IS("/ari/asterisk/info")) {
        snprintf(body, sizeof body,
                 "{\"build\":{\"os\":\"Linux\",\"kernel\":\"6\",\"options\":\"\",\"machine\":\"x86_64\",\"date\":\"\","
                 "\"user\":\"\"},\"system\":{\"version\":\"22.0.0\",\"entity_id\":\"replay\"},\"config\":{\"name\":\"\","
                 "\"default_language\":\"en\",\"setid\":{\"user\":\"\",\"group\":\"\"}},\"status\":{\"startup_time\":"
                 "\"%s\",\"last_reload_time\":\"%s\"}}",
                 epoch, epoch);
    } else if (get && IS("/ari/endpoints")) {
        size_t at = snprintf(body, sizeof body, "[");
        for (int i = 0; i < endpoint_count; i++)
            at += snprintf(body + at, sizeof body - at,
                           "%s{\"technology\":\"PJSIP\",\"resource\":\"%d\",\"state\":\"online\",\"channel_ids\":[]}",
                           i ? "," : "", 1001 + i);
        snprintf(body + at, sizeof body - at, "]");
    } else if (get && IS("/ari/applications ")) {
        snprintf(body, sizeof body, "[%s]", application);
    } else if (get || IS("/ari/applications")) {
        snprintf(body, sizeof body, "%s", IS("/ari/applications") ? application : "[]");
    }
    return answer(fd, body);
}

static void *serve(void *argument) {
    int fd = (int)(long)argument;
    char request[16 * 1024];
    size_t have = 0;
    for (;;) {
        char *end;
        while (request[have] = 0, !(end = strstr(request, "\r\n\r\n"))) {
            ssize_t got = have < sizeof request - 1 ? recv(fd, request + have, sizeof request - 1 - have, 0) : 0;
            if (got <= 0) goto over;
            have += got;
        }
        if (strcasestr(request, "\r\nUpgrade: websocket")) {
            upgrade(fd, request);
            goto over;
        }
        size_t size = end + 4 - request;
        char *length = strcasestr(request, "\r\nContent-Length:");
        if (length && length < end) size += atol(length + strlen("\r\nContent-Length:"));
        while (have < size) {
            ssize_t got = recv(fd, request + have, sizeof request - 1 - have, 0);
            if (got <= 0) goto over;
            have += got;
        }
        if (!rest(fd, request)) goto over;
        memmove(request, request + size, have - size);
        have -= size;
    }
over:
    close(fd);
    return NULL;
}

int main(int count, char **arguments) {
    long limit = -1;
    int port = 0;
    const char *tape = NULL;
    for (int i = 1; i < count; i++) {
        const char *value = i + 1 < count ? arguments[i + 1] : "";
        if (arguments[i][0] != '-') tape = arguments[i];
        else if (!strcmp(arguments[i], "--count")) limit = atol(value), i++;
        else if (!strcmp(arguments[i], "--port")) port = atoi(value), i++;
        else if (!strcmp(arguments[i], "--epoch")) epoch = value, i++;
        else if (!strcmp(arguments[i], "--pace")) pace = atof(value), i++;
        else if (!strcmp(arguments[i], "--endpoints")) endpoint_count = atoi(value), i++;
        else tape = NULL, i = count;
    }
    if (!tape) return fputs("usage: replay TAPE [--count N] [--port P] …\n", stderr), 64;
    load(tape, limit);
    int listener = socket(AF_INET, SOCK_STREAM, 0), one = 1;
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port)};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    if (bind(listener, (void *)&address, size) || listen(listener, 64)) die("bind");
    getsockname(listener, (void *)&address, &size);
    printf("%d\n", ntohs(address.sin_port));
    fflush(stdout);
    for (;;) {
        int fd = accept(listener, NULL, NULL);
        if (fd < 0) continue;
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
        pthread_t thread;
        if (pthread_create(&thread, NULL, serve, (void *)(long)fd)) close(fd);
        else pthread_detach(thread);
    }
}
