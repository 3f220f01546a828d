"""One call of one phone: the dialog (RFC 3261, section 12), its media, and what is written down about it."""

import asyncio

from .datagram import now_ms
from .message import Message, address, token, user
from .station import T1, T2, Timeout


class Call:
    """`ended` is set once the call is over, whoever ended it."""

    def __init__(self, phone, media, direction, call_id, local, remote):
        self.phone, self.station, self.media = phone, phone.station, media
        self.call_id, self.local, self.remote, self.target = call_id, local, remote, None
        self.cseq = 1
        self.invite = None
        self.acknowledged = asyncio.Event()
        self.ended, self.voice = asyncio.Event(), asyncio.Event()
        media.on_voice = self.on_voice
        media.on_change = lambda event, at: self.note(event, at=at)
        self.changing = asyncio.Lock()
        self.record = {"event": "call", "direction": direction, "call_id": call_id, "correlation": None,
                       "from": user(local if direction == "out" else remote),
                       "to": user(remote if direction == "out" else local),
                       "invited_at": now_ms(), "ringing_at": None, "progress_at": None, "answered_at": None, "acknowledged_at": None,
                       "answers_repeated": 0, "cancelled_at": None, "ended_at": None, "ended_by": None, "status": None}

    # what happened
    def note(self, event, **more):
        self.phone.log(event, call_id=self.call_id, direction=self.record["direction"], **more)

    def on_voice(self, name, at):
        self.voice.set()
        self.note("voice", at=at, who=name)

    def mark(self, field, at):
        if self.record[field] is None:
            self.record[field] = at
            return True
        return False

    def end(self, by, status, at=None, **more):
        """at: when, if not in this moment."""
        if self.ended.is_set():
            return
        self.record.update(ended_at=at or now_ms(), ended_by=by, status=status, **more)
        answered = self.record["answered_at"]
        self.record["talk_ms"] = self.record["ended_at"] - answered if answered else 0
        self.record.update(self.media.report())
        self.media.close()
        self.ended.set()
        self.phone.log(**self.record)

    def press(self, key):
        self.note("press", key=key)
        self.media.press(key)

    # requests of ours
    def make(self, method, body=b"", cseq=None):
        request = Message(method=method, uri=self.target or address(self.remote), body=body)
        request.add("Via", self.station.via()).add("Max-Forwards", "70")
        request.add("From", self.local).add("To", self.remote).add("Call-ID", self.call_id)
        request.add("CSeq", f"{cseq or self.cseq} {method}").add("Contact", self.phone.contact)
        request.add("User-Agent", "scripted-phone")
        if body:
            request.add("Content-Type", "application/sdp")
        return request

    async def hang_up(self):
        """BYE. The call counts as over at once: a dead server must not hold up the script."""
        self.cseq += 1
        transaction = self.station.begin(self.make("BYE"))
        bye = self.phone.farewell(self.station.final(transaction))
        self.end("me", 200, transaction.sent_at)
        try:
            await asyncio.wait_for(bye, T2)
        except (Timeout, asyncio.TimeoutError):
            self.note("bye_unanswered")

    async def hold(self, is_held):
        """A re-INVITE (RFC 3264, 8.4): puts the call on hold, or takes it off."""
        async with self.changing:
            if self.ended.is_set():
                return
            self.media.hold(is_held)
            self.cseq += 1
            transaction = self.station.begin(self.make("INVITE", self.media.offer()))
            answer = await self.station.final(transaction)
            if answer.status != 200:
                self.note("hold_refused", status=answer.status)
                return
            transaction.ack = self.make("ACK", cseq=answer.cseq[0])
            self.station.send(transaction.ack)
            self.media.connect(answer.body)
            self.note("held" if is_held else "resumed", at=answer.at)

    # requests of theirs
    def take(self, request, peer):
        if request.method == "BYE":
            self.station.reply(request, peer, request.response(200, "OK"))
            self.end("peer", 200, request.at, reason=request.get("reason") or None)
        elif request.method == "ACK":
            self.acknowledged.set()
            self.mark("acknowledged_at", request.at)
            if request.body:
                self.media.connect(request.body)
        elif request.method in ("INVITE", "UPDATE"):
            answer = request.response(200, "OK").add("Contact", self.phone.contact)
            if request.method == "INVITE" or request.body:
                answer.add("Content-Type", "application/sdp")
                answer.body = self.media.offer()
                self.media.connect(request.body)
            self.note("reinvite" if request.method == "INVITE" else "update")
            self.station.reply(request, peer, answer)
        else:
            self.station.reply(request, peer, request.response(200, "OK"))

    async def repeat_until_acknowledged(self, answer, peer):
        """A 200 to an INVITE is repeated by us until the ACK comes (RFC 3261, 13.3.1.4)."""
        interval, waited = T1, 0.0
        while not self.acknowledged.is_set() and not self.ended.is_set() and waited < 32:
            try:
                await asyncio.wait_for(self.acknowledged.wait(), interval)
            except asyncio.TimeoutError:
                self.station.send(answer, peer)
                self.record["answers_repeated"] += 1
                waited += interval
                interval = min(interval * 2, T2)

    @staticmethod
    def tagged(uri, tag=None):
        return f"<{uri}>;tag={tag or token()}"
