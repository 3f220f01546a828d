"""The wire between the service and Asterisk in our hand: what passes can be cut, and single requests can be stopped.

Event sockets (an upgrade to WebSocket) are passed on byte by byte. Requests are passed on one by one, so that it is known
of each whether Asterisk has got it, has answered it, and whether the service has got the answer."""

import contextlib
import socket
import struct
import threading

EVENTS, REQUESTS = "events", "requests"


class Cut(Exception):
    """The connection has ended, at one side or by us."""


class Reader:
    """Reads HTTP messages off a socket."""

    def __init__(self, link):
        self.link, self.waiting = link, b""

    def more(self):
        try:
            chunk = self.link.recv(65536)
        except OSError:
            chunk = b""
        if not chunk:
            raise Cut
        self.waiting += chunk

    def until(self, mark):
        while (end := self.waiting.find(mark)) < 0:
            self.more()
        return self.take(end + len(mark))

    def take(self, count):
        while len(self.waiting) < count:
            self.more()
        taken, self.waiting = self.waiting[:count], self.waiting[count:]
        return taken

    def message(self, bodiless=False):
        """(first line, headers by lower-case name, all of its bytes)."""
        head = self.until(b"\r\n\r\n")
        lines = head.decode("latin-1").split("\r\n")
        headers = {name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in lines[1:])}
        status = lines[0].split(" ")[1]
        if bodiless or "websocket" in headers.get("upgrade", "").lower() or status.startswith("1") or status in ("204", "304"):
            return lines[0], headers, head
        if "chunked" in headers.get("transfer-encoding", "").lower():
            body = b""
            while True:
                line = self.until(b"\r\n")
                size = int(line.split(b";")[0], 16)
                body += line + self.take(size + 2)
                if size == 0:
                    return lines[0], headers, head + body
        return lines[0], headers, head + self.take(int(headers.get("content-length") or 0))


class Pair:
    """One connection of the service's, and ours to Asterisk that belongs to it."""

    def __init__(self, dialler):
        self.dialler, self.target, self.kind = dialler, None, None

    def end(self):
        """At once, for both sides: a reset, as a cut cable and a crash look alike."""
        for link in (self.dialler, self.target):
            if link is not None:
                with contextlib.suppress(OSError):
                    link.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                with contextlib.suppress(OSError):
                    link.shutdown(socket.SHUT_RDWR)


class Wire:
    def __init__(self, target, gate=None):
        """target: (host, port). gate: told of each request by `before`, `after` and `answered`; see Gate."""
        self.target, self.gate = target, gate
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.lock, self.pairs, self.refused, self.closed = threading.Lock(), set(), frozenset(), False
        self.cuts = 0
        threading.Thread(target=self.accept, daemon=True).start()

    def cut(self, kinds):
        """Ends every connection of these kinds, and refuses new ones until `mend`."""
        with self.lock:
            self.refused = frozenset(kinds)
            hit = [pair for pair in self.pairs if pair.kind in kinds]
        for pair in hit:
            pair.end()
        self.cuts += len(hit)
        return len(hit)

    def mend(self):
        with self.lock:
            self.refused = frozenset()

    def close(self):
        self.closed = True
        self.cut((EVENTS, REQUESTS))
        # Wakes `accept`, which a mere close of the descriptor does not.
        with contextlib.suppress(OSError):
            self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()

    # one connection

    def accept(self):
        while not self.closed:
            try:
                dialler, _ = self.listener.accept()
            except OSError:
                return
            dialler.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            threading.Thread(target=self.serve, args=(Pair(dialler),), daemon=True).start()

    def serve(self, pair):
        try:
            reader = Reader(pair.dialler)
            request = reader.message()
            pair.kind = EVENTS if "websocket" in request[1].get("upgrade", "").lower() else REQUESTS
            with self.lock:
                if pair.kind in self.refused:
                    raise Cut
                self.pairs.add(pair)
            pair.target = socket.create_connection(self.target, timeout=5)
            pair.target.settimeout(None)
            pair.target.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            with self.lock:
                # A cut between the two steps above found only half of it.
                if pair.kind in self.refused:
                    raise Cut
            if pair.kind == EVENTS:
                self.pass_events(pair, request[2] + reader.waiting)
            else:
                self.pass_requests(pair, reader, request)
        except (Cut, OSError, ValueError, IndexError):
            pass
        finally:
            with self.lock:
                self.pairs.discard(pair)
            pair.end()
            for link in (pair.dialler, pair.target):
                if link is not None:
                    link.close()

    def pass_events(self, pair, first):
        pair.target.sendall(first)
        back = threading.Thread(target=self.pump, args=(pair, pair.target, pair.dialler), daemon=True)
        back.start()
        self.pump(pair, pair.dialler, pair.target)
        back.join()

    @staticmethod
    def pump(pair, source, sink):
        with contextlib.suppress(OSError):
            while chunk := source.recv(65536):
                sink.sendall(chunk)
        pair.end()

    def pass_requests(self, pair, reader, request):
        answers = Reader(pair.target)
        while True:
            line = request[0]
            if self.gate:
                self.gate.before(line)
            pair.target.sendall(request[2])
            while True:
                answer = answers.message(bodiless=line.startswith("HEAD "))
                if not answer[0].split(" ")[1].startswith("1"):
                    break
                pair.dialler.sendall(answer[2])
            if self.gate:
                self.gate.after(line, answer[0])
            pair.dialler.sendall(answer[2])
            if self.gate:
                self.gate.answered(line, answer[0])
            if answer[1].get("connection", "").lower() == "close":
                raise Cut
            request = reader.message()


class Gate:
    """Stops the service at one point of one request: the first whose line matches, from when it is armed. Where an answer
    comes first, it must be one of success: what was refused has done nothing.

    `point` is BEFORE Asterisk gets the request, AFTER it has answered and the service does not know it, or ANSWERED: the
    service has got the answer. `stop` is called there, once, and has to have ended the service when it returns."""

    BEFORE, AFTER, ANSWERED = "before", "after", "answered"

    def __init__(self):
        self.lock, self.pattern, self.point, self.stop, self.held = threading.Lock(), None, None, None, None
        self.hit, self.tripped = threading.Event(), None

    def arm(self, pattern, point, stop):
        with self.lock:
            self.pattern, self.point, self.stop = pattern, point, stop
            self.tripped = None
            self.hit.clear()

    def disarm(self):
        with self.lock:
            self.pattern = self.held = None

    def hold(self, pattern):
        """Every request whose line matches fails from now on: its connection is cut before Asterisk gets it. None: no more."""
        with self.lock:
            self.held = pattern

    def meet(self, point, line, answer=""):
        with self.lock:
            if self.pattern is None or point != self.point or not self.pattern.search(line):
                return
            if answer and not answer.split(" ")[1].startswith("2"):
                return
            self.pattern, self.tripped = None, line
            self.stop()
            self.hit.set()
        if point != self.ANSWERED:
            raise Cut

    def before(self, line):
        with self.lock:
            if self.held is not None and self.held.search(line):
                raise Cut
        self.meet(self.BEFORE, line)

    def after(self, line, answer):
        self.meet(self.AFTER, line, answer)

    def answered(self, line, answer):
        self.meet(self.ANSWERED, line, answer)
