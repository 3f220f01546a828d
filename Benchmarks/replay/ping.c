// What GET /ari/asterisk/ping costs with libcurl alone: one easy handle, one thread, one kept connection, as fast as it
// answers. The floor of every client on libcurl; ours adds a thread of its own, a queue and typed answers.
//   ping URL USER REQUESTS     password in MAYDAY_ARI_PASSWORD; one line of figures
#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static size_t ignore(char *bytes, size_t size, size_t count, void *user) {
    (void)bytes;
    (void)user;
    return size * count;
}

static double microseconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1e6 + (double)now.tv_nsec / 1e3;
}

static int by_size(const void *left, const void *right) {
    double a = *(const double *)left, b = *(const double *)right;
    return (a > b) - (a < b);
}

int main(int count, char **arguments) {
    const char *password = getenv("MAYDAY_ARI_PASSWORD");
    long requests = count == 4 ? strtol(arguments[3], NULL, 10) : 0;
    if (requests < 1 || requests > 1000000 || !password) {
        fprintf(stderr, "usage: MAYDAY_ARI_PASSWORD=… ping URL USER REQUESTS\n");
        return 64;
    }
    char url[512];
    snprintf(url, sizeof url, "%s/ari/asterisk/ping", arguments[1]);
    CURL *easy = curl_easy_init();
    double *times = malloc((size_t)requests * sizeof *times);
    if (!easy || !times) return 1;
    curl_easy_setopt(easy, CURLOPT_URL, url);
    curl_easy_setopt(easy, CURLOPT_USERNAME, arguments[2]);
    curl_easy_setopt(easy, CURLOPT_PASSWORD, password);
    curl_easy_setopt(easy, CURLOPT_PROXY, "");
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy, CURLOPT_FAILONERROR, 1L);
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, ignore);
    for (long i = -50; i < requests; i++) {
        double start = microseconds();
        CURLcode code = curl_easy_perform(easy);
        if (code != CURLE_OK) {
            fprintf(stderr, "ping: %s\n", curl_easy_strerror(code));
            return 1;
        }
        if (i >= 0) times[i] = microseconds() - start;
    }
    qsort(times, (size_t)requests, sizeof *times, by_size);
    printf("{\"requests\":%ld,\"p50_us\":%.2f,\"p99_us\":%.2f}\n", requests, times[(requests - 1) / 2],
           times[requests * 99 / 100]);
    curl_easy_cleanup(easy);
    free(times);
    return 0;
}
