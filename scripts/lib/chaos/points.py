"""Where `Tests/Integration/interruption-checks` stops the service: each kind of effect, its requests, the fact that it follows
from, and the queues that lead to it."""

# Where a point lies: in the journal (the fact that the effect follows from), or at one of the effect's requests.
BEFORE_ENTRY, AFTER_ENTRY, AFTER_REQUEST, AFTER_ANSWER = "before the entry", "after the entry", "after", "after the answer to"
AGENT, CALLER, CUSTOMER = r"[^/?]+-a\d+", r"\d+\.\d+", r"[^/?&]+-c\d+"
DEAD_MAN = rf"POST /ari/channels/{CALLER}/variable\?variable=TIMEOUT[^&]*&value="
REQUESTS = {
    "welcome": [("answer", rf"POST /ari/channels/{CALLER}/answer"), ("music", rf"POST /ari/channels/{CALLER}/moh"),
                ("dead-man and the call's id", rf"POST /ari/channels/{CALLER}/variables ")],
    "dial": [("create", r"POST /ari/channels/create"), ("dial", rf"POST /ari/channels/{AGENT}/dial")],
    "connect": [("bridge", r"POST /ari/bridges/[^/?]+\?"), ("agent in", rf"POST /ari/bridges/[^/?]+/addChannel\?channel={AGENT}"),
                ("dead-man off", DEAD_MAN + "0 "), ("music off", rf"DELETE /ari/channels/{CALLER}/moh"),
                ("caller in", rf"POST /ari/bridges/[^/?]+/addChannel\?channel={CALLER}")],
    "ring": [("music off", rf"DELETE /ari/channels/{CALLER}/moh"), ("ring", rf"POST /ari/channels/{CALLER}/ring")],
    "early media": [("progress", rf"POST /ari/channels/{CALLER}/progress"), ("music", rf"POST /ari/channels/{CALLER}/moh")],
    "late answer": [("ring off", rf"DELETE /ari/channels/{CALLER}/ring"), ("answer", rf"POST /ari/channels/{CALLER}/answer"),
                    ("caller in", rf"POST /ari/bridges/[^/?]+/addChannel\?channel={CALLER}")],
    "announce": [("music off", rf"DELETE /ari/channels/{CALLER}/moh"), ("words", rf"POST /ari/channels/{CALLER}/play/")],
    "silence": [("words off", r"DELETE /ari/playbacks/")],
    "brief": [("words", rf"POST /ari/channels/{AGENT}/play/")],
    "call headset": [("create", r"POST /ari/channels/create"), ("dial", rf"POST /ari/channels/{AGENT}/dial")],
    "seat": [("bridge", r"POST /ari/bridges/[^/?]+\?"), ("headset in", rf"POST /ari/bridges/[^/?]+/addChannel\?channel={AGENT}")],
    "join": [("dead-man off", DEAD_MAN + "0 "), ("music off", rf"DELETE /ari/channels/{CALLER}/moh"),
             ("caller in", rf"POST /ari/bridges/[^/?]+/addChannel\?channel={CALLER}")],
    "late join": [("ring off", rf"DELETE /ari/channels/{CALLER}/ring"), ("answer", rf"POST /ari/channels/{CALLER}/answer"),
                  ("caller in", rf"POST /ari/bridges/[^/?]+/addChannel\?channel={CALLER}")],
    "free": [("dead-man off", DEAD_MAN + "0 "), ("music off", rf"DELETE /ari/channels/{CALLER}/moh"),
             ("answer", rf"POST /ari/channels/{CALLER}/answer")],
    "free after a gap": [("music off", rf"DELETE /ari/channels/{CALLER}/moh")],
    "hush": [("words off", r"DELETE /ari/playbacks/")],
    "hangUp": [("hang-up", rf"DELETE /ari/channels/{AGENT}[? ]")],
    "hangUp caller": [("hang-up", rf"DELETE /ari/channels/{CALLER}[? ]")],
    "dissolve": [("bridge", r"DELETE /ari/bridges/[^/? ]+")],
    "callBack": [("the agent's ring", rf"POST /ari/channels/{AGENT}/ring"),
                 ("create", rf"POST /ari/channels/create\?\S*channelId={CUSTOMER}"), ("dial", rf"POST /ari/channels/{CUSTOMER}/dial")],
    "callBack to a headset": [
        ("the agent's ring", rf"POST /ari/channels/{AGENT}/ring"),
        ("create", rf"POST /ari/channels/create\?\S*channelId={CUSTOMER}"), ("dial", rf"POST /ari/channels/{CUSTOMER}/dial")],
    "quiet": [("the agent's ring off", rf"DELETE /ari/channels/{AGENT}/ring")],
    "release": [("music off", rf"DELETE /ari/channels/{CALLER}/moh"), ("ring off", rf"DELETE /ari/channels/{CALLER}/ring"),
                ("dead-man off", DEAD_MAN + "0 "), ("continue", rf"POST /ari/channels/{CALLER}/continue")],
    "release to the end": [("dead-man off", DEAD_MAN + "0 "), ("hang-up", rf"DELETE /ari/channels/{CALLER}[? ]")],
}
# The kind of the fact that each effect follows from; announcements come by themselves, and so does what a start asks for.
ENTRIES = {"welcome": "entry_opened", "ring": "entry_opened", "early media": "entry_opened",
           "late answer": "offer_answered", "brief": "offer_answered", "dial": "offer_made", "connect": "offer_answered", "call headset": "headset_called",
           "seat": "headset_up", "join": "offer_answered", "late join": "offer_answered", "free": "entry_connected",
           "hush": "offer_lost", "hangUp": "entry_closed",
           "callBack": "callback_dialled", "callBack to a headset": "callback_dialled", "quiet": "callback_answered",
           "dissolve": "entry_closed", "hangUp caller": "entry_closed", "release": "entry_closed", "release to the end": "entry_closed"}
# The queue of each kind that needs one of its own; how a phone is told that it waits where that is not an answer.
NUMBERS = {"release": "701", "release to the end": "709", "ring": "702", "late answer": "702", "early media": "703", "announce": "704", "silence": "704",
           "brief": "705", "call headset": "706", "seat": "706", "join": "706", "free": "706",
           "free after a gap": "706", "hush": "707", "late join": "710", "callBack": "708", "quiet": "708",
           "callBack to a headset": "711"}
# Who is put through to a headset while what goes on beside that fails: they talk with music and guard until they are freed.
FREED = ("free", "free after a gap")
# The agents whose headset stays connected; two of these kinds happen before any caller comes.
HEADSET = ("call headset", "seat", "join", "late join", *FREED, "hush", "callBack to a headset")
EARLY = ("call headset", "seat")
CALLBACKS = ("callBack", "callBack to a headset", "quiet")
WAITING = ("welcome", "ring", "early media", "announce")
# The longest wait is over; the agent hangs up first.
TIMEOUTS, AGENT_ENDS = ("release", "release to the end"), ("dissolve", "hangUp caller")
SIGNS = {"ring": "ringing", "early media": "progress"}

CONFIGURATION = """\
node: stops
asterisk: [{{name: main, url: "http://127.0.0.1:{port}", user: {user}, password_file: ari}}]
store: {{path: journal.sqlite}}
api: {{listen: "127.0.0.1:0", keys_file: keys}}
queues:
  - {{id: support, numbers: ["700"], ring_timeout: 8s, retry: 1s, wrap_up: 1s, default: true}}
  - {{id: sales, numbers: ["701"], max_wait: 2s, on_max_wait: dialplan}}
  - {{id: ending, numbers: ["709"], max_wait: 2s, on_max_wait: hangup}}
  - {{id: ringing, numbers: ["702"], ring_timeout: 8s, retry: 1s, wrap_up: 1s, max_wait: 2m, answer: ring}}
  - {{id: early, numbers: ["703"], ring_timeout: 8s, retry: 1s, wrap_up: 1s, max_wait: 2m, answer: early_media}}
  - {{id: told, numbers: ["704"], ring_timeout: 8s, retry: 1s, wrap_up: 1s, announce: {{position: always, after: 0s}}}}
  - {{id: briefed, numbers: ["705"], ring_timeout: 8s, retry: 1s, wrap_up: 1s, announce: {{agent: [wait]}}}}
  - {{id: worn, numbers: ["706"], ring_timeout: 8s, retry: 1s, wrap_up: 1s}}
  - {{id: worn-briefed, numbers: ["707"], ring_timeout: 8s, retry: 1s, wrap_up: 1s, announce: {{agent: [wait]}}}}
  - {{id: back, numbers: ["708"], ring_timeout: 8s, retry: 1s, wrap_up: 1s,
     callback: {{key: "2", endpoint: "PJSIP/{{number}}@trunk", ring_timeout: 8s}}}}
  - {{id: worn-ringing, numbers: ["710"], ring_timeout: 8s, retry: 1s, wrap_up: 1s, max_wait: 2m, answer: ring}}
  - {{id: worn-back, numbers: ["711"], ring_timeout: 8s, retry: 1s, wrap_up: 1s,
     callback: {{key: "2", endpoint: "PJSIP/{{number}}@trunk", ring_timeout: 8s}}}}
dialling: {{allow: ["4930"]}}
agents:
  - {{id: "1001", endpoint: PJSIP/1001, queues: [support, ringing, early, told, briefed, back], initial_state: ready}}
  - {{id: "1002", endpoint: PJSIP/1002, queues: [worn, worn-briefed, worn-ringing], initial_state: ready, connection: nailed_up}}
  - {{id: "1003", endpoint: PJSIP/1003, queues: [worn-back], initial_state: ready, connection: nailed_up}}
"""


def cases():
    for kind, requests in REQUESTS.items():
        if kind in ENTRIES:
            yield kind, BEFORE_ENTRY, None
            yield kind, AFTER_ENTRY, None
        for request in requests:
            yield kind, AFTER_REQUEST, request
        yield kind, AFTER_ANSWER, requests[-1]
