"""The command line of scripts/phone, for one phone or for many in one process."""

import argparse
import asyncio
import json
import os
import random
import re
import shlex
import signal
import stat
import sys

from .agent import BEHAVIOURS, ORDERS, Agent
from .caller import Caller
from .datagram import now_ms
from .media import KEYS

EPILOGUE = """\
durations: 8s, 500ms, 2m, a range 1s-3s (drawn anew each time), or `forever`.
--many reads such command lines from standard input, one phone a line, and runs them all in one process.
The log (standard output, or --log FILE) is one JSON object a line; `at` and `…_at` are milliseconds since the epoch.
The line with "event":"call" sums a call up: invited_at, ringing_at, progress_at, answered_at, acknowledged_at,
answers_repeated, ended_at, ended_by me|peer|nobody, status, talk_ms, correlation (X-Mayday-Call), and in `heard` which phones' voices came through, from when to when.
SIGUSR1 puts an agent's calls on hold (re-INVITE, sendonly), SIGUSR2 takes them off: `held`, `resumed`; --usr1 and --usr2
order something else. Whoever has heard a voice and hears music logs `music`, then `voice_again`.
SIGTERM hangs up, unregisters and ends. Exit status: 0, or 1 if a caller was
neither answered nor gave up by itself, or an agent's registration was refused.
"""


def duration(text):
    """A function that gives seconds, or None for `forever`. The argument of the function is a Random."""
    if text == "forever":
        return lambda _: None
    found = re.fullmatch(r"(\d+(?:\.\d+)?)(ms|s|m)(?:-(\d+(?:\.\d+)?)(ms|s|m))?", text)
    if not found:
        raise argparse.ArgumentTypeError(f"not a duration: {text} (8s, 500ms, 2m, 1s-3s, forever)")
    unit = {"ms": 0.001, "s": 1.0, "m": 60.0}
    low = float(found[1]) * unit[found[2]]
    high = float(found[3]) * unit[found[4]] if found[3] else low
    return lambda dice: dice.uniform(low, high)


def behaviours(text):
    """`answer`, or weighted: `answer:8,busy:1,noanswer:1`."""
    pairs = []
    for part in text.split(","):
        name, _, weight = part.partition(":")
        if name not in BEHAVIOURS or (weight and not re.fullmatch(r"\d+(\.\d+)?", weight)):
            raise argparse.ArgumentTypeError(f"not a behaviour: {part} ({', '.join(BEHAVIOURS)})")
        pairs.append((name, float(weight or 1)))
    return pairs


def port(text):
    if not re.fullmatch(r"\d{1,5}", text) or not 0 < int(text) < 65536:
        raise argparse.ArgumentTypeError(f"'{text}' is not a port")
    return int(text)


def count(text):
    if not re.fullmatch(r"[1-9]\d{0,8}", text):
        raise argparse.ArgumentTypeError(f"not a number above 0: {text}")
    return int(text)


def press(text):
    key, at, after = text.partition("@")
    if not at or len(key) != 1 or key not in KEYS:
        raise argparse.ArgumentTypeError(f"not a key and a time: {text} (1@3s)")
    return key, duration(after)


def order(text):
    if text not in ORDERS and (len(text) != 1 or text not in KEYS):
        raise argparse.ArgumentTypeError(f"neither {', '.join(ORDERS)} nor a key: {text}")
    return text


def header(text):
    name, colon, value = text.partition(":")
    if not colon or not re.fullmatch(r"[A-Za-z0-9-]+", name):
        raise argparse.ArgumentTypeError(f"not a header: {text} (Name: value)")
    return name, value.strip()


class Parser(argparse.ArgumentParser):
    def error(self, message):
        self.print_usage(sys.stderr)
        self.exit(64, f"{self.prog}: {message}\n")


class Log:
    """One JSON object a line. If nobody reads any more, the phones hang up and the log is silent."""

    def __init__(self, path):
        self.file = open(path, "a", encoding="utf-8", buffering=1) if path else sys.stdout
        self.on_broken = None

    def __call__(self, entry):
        try:
            print(json.dumps({"at": now_ms(), **entry}), file=self.file, flush=True)
        except BrokenPipeError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), self.file.fileno())
            if self.on_broken:
                self.on_broken()


def parser():
    p = Parser(prog="scripts/phone", epilog=EPILOGUE, description="A scripted SIP phone.",
                                formatter_class=argparse.RawDescriptionHelpFormatter)
    kind = p.add_mutually_exclusive_group(required=True)
    kind.add_argument("--caller", action="store_true", help="dial --to")
    kind.add_argument("--agent", metavar="NAME", help="register and take calls")
    kind.add_argument("--many", action="store_true", help="many phones, one command line each from standard input")
    p.add_argument("--server", default=os.environ.get("MAYDAY_BENCH_SIP"), help="HOST:PORT (MAYDAY_BENCH_SIP)")
    p.add_argument("--password-file", help="otherwise MAYDAY_BENCH_SIP_PASSWORD")
    p.add_argument("--log", help="append the log to this file")
    p.add_argument("--seed", help="of everything that is drawn")
    p.add_argument("--talk", type=duration, default=duration("forever"),
                   help="hang up so long after the first voice (caller) or the answer (agent)")
    p.add_argument("--no-media", dest="media", action="store_false", help="send no RTP")
    c = p.add_argument_group("caller")
    c.add_argument("--to", help="number to dial")
    c.add_argument("--from", dest="origin", default="03055500", help="own number")
    c.add_argument("--hold", type=duration, default=duration("forever"), help="hang up so long after the answer")
    c.add_argument("--patience", type=duration, default=duration("forever"),
                   help="give up if no agent's voice has been heard by then: CANCEL before the answer, BYE after")
    c.add_argument("--after", type=duration, default=duration("0s"), help="wait before dialling")
    c.add_argument("--header", type=header, action="append", default=[], help="of the INVITE, Name: value")
    c.add_argument("--press", type=press, action="append", default=[],
                   help="KEY@TIME: press a key so long after the answer (needs media)")
    a = p.add_argument_group("agent")
    a.add_argument("--behaviour", type=behaviours, default=[("answer", 1.0)], help="one of %s; or weighted, answer:8,busy:1"
                   % ", ".join(BEHAVIOURS))
    a.add_argument("--answer-after", type=duration, default=duration("1s"))
    a.add_argument("--redirect-to", default="1020", help="where --behaviour redirect points to")
    a.add_argument("--calls", type=count, help="leave after so many calls")
    a.add_argument("--lines", type=count, default=1, help="calls at a time; one more is answered 486 (1)")
    a.add_argument("--hold-others", action="store_true", help="put the other calls on hold when picking up")
    a.add_argument("--no-register", dest="register", action="store_false", help="only listen")
    a.add_argument("--port", type=port, default=0, help="listen on this port, not on any that is free; "
                   "on the trunk's (MAYDAY_BENCH_TRUNK), with --no-register, the phone is whoever is called there")
    for name, usual in ("usr1", "hold"), ("usr2", "resume"):
        a.add_argument(f"--{name}", type=order, default=usual, metavar="ORDER",
                       help=f"what SIG{name.upper()} does with the calls that are talked on: {', '.join(ORDERS)}, or a key "
                       f"that is pressed ({usual})")
    a.add_argument("--watch", action="append", default=[], metavar="EXTENSION",
                   help="a lamp that follows the hint of this extension; each state is logged")
    return p


def build(options, log, password, p):
    """The phone that a command line describes."""
    dice = random.Random(options.seed)
    host, _, port = (options.server or "").rpartition(":")
    if not host or not re.fullmatch(r"\d{1,5}", port) or not 0 < int(port) < 65536:
        p.error("--server HOST:PORT is missing (eval \"$(scripts/bench up)\" sets MAYDAY_BENCH_SIP)")
    common = {"server": (host, int(port)), "password": password, "log": log, "random": dice, "media": options.media}
    if options.agent:
        agent = Agent(options.agent, options.behaviour, lambda: options.answer_after(dice), lambda: options.talk(dice),
                      options.redirect_to, options.calls, options.lines, options.register, **common)
        agent.watching, agent.port, agent.holds_others = options.watch, options.port, options.hold_others
        agent.orders = {signal.SIGUSR1: options.usr1, signal.SIGUSR2: options.usr2}
        return agent
    if not options.to:
        p.error("--caller wants --to NUMBER")
    caller = Caller(options.origin, options.to, options.hold(dice), options.talk(dice), options.patience(dice),
                    options.header, [(key, after(dice) or 0) for key, after in options.press], **common)
    caller.delay = options.after(dice)
    return caller


class Floor:
    """All phones of the process."""

    def __init__(self, log, password, p):
        self.log, self.password, self.parser = log, password, p
        self.phones, self.tasks, self.worst, self.stopping = [], set(), 0, False

    def start(self, options):
        if self.stopping:
            return
        phone = build(options, self.log, self.password, self.parser)
        task = asyncio.get_running_loop().create_task(self.run(phone))
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    async def run(self, phone):
        await asyncio.sleep(getattr(phone, "delay", None) or 0)
        if self.stopping:
            return
        self.phones.append(phone)
        status = await phone.run()
        self.worst = max(self.worst, status)
        self.phones.remove(phone)

    def order(self, number):
        for phone in self.phones:
            if isinstance(phone, Agent):
                phone.obey(phone.orders[number])

    def stop(self):
        self.stopping = True
        for phone in list(self.phones):
            leaving = asyncio.get_running_loop().create_task(phone.leave())
            self.tasks.add(leaving)
            leaving.add_done_callback(self.tasks.discard)

    async def finish(self):
        while self.tasks:
            await asyncio.wait(self.tasks, return_when=asyncio.FIRST_COMPLETED)
        return self.worst


async def read_many(floor, p, defaults):
    loop = asyncio.get_running_loop()
    reader = asyncio.StreamReader()
    if stat.S_ISREG(os.fstat(sys.stdin.fileno()).st_mode):
        # The event loop waits for pipes and sockets only; a file is there already.
        reader.feed_data(sys.stdin.buffer.read())
        reader.feed_eof()
    else:
        await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    while line := (await reader.readline()).decode():
        words = shlex.split(line, comments=True)
        if words == ["stop"]:
            floor.stop()
        elif words:
            try:
                floor.start(p.parse_args(defaults + words))
            except SystemExit:
                floor.log({"event": "bad_line", "line": line.strip()})


async def serve(options, p, log, password):
    floor = Floor(log, password, p)
    log.on_broken = floor.stop
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, floor.stop)
    for number in (signal.SIGUSR1, signal.SIGUSR2):
        loop.add_signal_handler(number, floor.order, number)
    if options.many:
        reading = loop.create_task(read_many(floor, p, ["--server", options.server] if options.server else []))
        stopped = loop.create_task(until_stopping(floor))
        await asyncio.wait({reading, stopped}, return_when=asyncio.FIRST_COMPLETED)
        stopped.cancel()
        reading.cancel()
    else:
        floor.start(options)
    return await floor.finish()


async def until_stopping(floor):
    while not floor.stopping:
        await asyncio.sleep(0.1)


def main():
    p = parser()
    options = p.parse_args()
    password = os.environ.get("MAYDAY_BENCH_SIP_PASSWORD", "")
    try:
        if options.password_file:
            with open(options.password_file, encoding="utf-8") as file:
                password = file.readline().strip()
        log = Log(options.log)
    except (OSError, UnicodeDecodeError) as failure:
        p.error(str(failure))
    return asyncio.run(serve(options, p, log, password))
