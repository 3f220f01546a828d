#pragma once
#include <libwebsockets.h>

// Swift does not see these: macros with arithmetic in them.
static inline size_t cwebsockets_pre(void) { return LWS_PRE; }
static inline int cwebsockets_header_major(void) { return LWS_LIBRARY_VERSION_MAJOR; }
static inline int cwebsockets_header_minor(void) { return LWS_LIBRARY_VERSION_MINOR; }
static inline int cwebsockets_header_patch(void) { return LWS_LIBRARY_VERSION_PATCH; }

// A timeout "now, but not from within this call" closes a connection without a close frame.
static inline void cwebsockets_drop(struct lws *wsi) {
    lws_set_timeout(wsi, PENDING_TIMEOUT_USER_OK, LWS_TO_KILL_ASYNC);
}

// An entry of libwebsockets' own timer list that wakes the loop and does nothing else. It must wake: the entry is taken
// off the list at the start of lws_service, which then goes to sleep for as long as the list says without it.
struct cwebsockets_alarm {
    lws_sorted_usec_list_t entry;
    struct lws_context *context;
};

static inline void cwebsockets_ring(lws_sorted_usec_list_t *entry) {
    lws_cancel_service(((struct cwebsockets_alarm *)entry)->context);
}

// A negative time takes it off.
static inline void cwebsockets_set_alarm(struct cwebsockets_alarm *alarm, lws_usec_t microseconds) {
    lws_sul_schedule(alarm->context, 0, &alarm->entry, cwebsockets_ring, microseconds);
}
