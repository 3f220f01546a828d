/* The least that a libwebsockets client can do: counts messages and throws them away. What every other client is
 * compared with.   count PORT N   prints one line of figures, like `mayday ari listen --quiet`. */
#include <libwebsockets.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

static long messages, wanted;
static double first, last;
static int done;

static double now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec + t.tv_nsec / 1e9;
}

static int take(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in, size_t length) {
    (void)user, (void)in, (void)length;
    switch (reason) {
        case LWS_CALLBACK_CLIENT_RECEIVE:
            if (!lws_is_final_fragment(wsi) || lws_remaining_packet_payload(wsi)) break;
            if (messages++ == 0) first = now();
            if (messages >= wanted) {
                last = now();
                done = 1;
                lws_cancel_service(lws_get_context(wsi));
            }
            break;
        case LWS_CALLBACK_CLIENT_CONNECTION_ERROR:
        case LWS_CALLBACK_CLIENT_CLOSED: done = 1; break;
        default: break;
    }
    return 0;
}

int main(int count, char **arguments) {
    if (count != 3) return fputs("usage: count PORT N\n", stderr), 64;
    wanted = atol(arguments[2]);
    lws_set_log_level(LLL_ERR, NULL);
    struct lws_protocols protocols[] = {{.name = "ari", .callback = take, .rx_buffer_size = 65536}, {0}};
    struct lws_context_creation_info info = {
        .port = CONTEXT_PORT_NO_LISTEN, .protocols = protocols, .pt_serv_buf_size = 65536};
    struct lws_context *context = lws_create_context(&info);
    if (!context) return 1;
    struct lws_client_connect_info to = {
        .context = context, .address = "127.0.0.1", .port = atoi(arguments[1]), .path = "/ari/events?app=mayday",
        .host = "127.0.0.1", .origin = "127.0.0.1", .protocol = "ari"};
    if (!lws_client_connect_via_info(&to)) return 1;
    while (!done && lws_service(context, 0) >= 0) {}
    struct rusage used;
    getrusage(RUSAGE_SELF, &used);
    double cpu = used.ru_utime.tv_sec + used.ru_utime.tv_usec / 1e6 + used.ru_stime.tv_sec + used.ru_stime.tv_usec / 1e6;
    double seconds = last - first;
    printf("{\"events\":%ld,\"seconds\":%f,\"events_per_second\":%f,\"cpu_seconds\":%f,\"max_rss_bytes\":%ld}\n",
           messages, seconds, seconds > 0 ? messages / seconds : 0, cpu, used.ru_maxrss * 1024L);
    return messages >= wanted ? 0 : 1;
}
