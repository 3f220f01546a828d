"""An agent's phone: registers, and treats each call as its script says."""

import asyncio

from .call import Call
from .datagram import now_ms
from .lamp import Lamp
from .media import Media
from .message import address, token
from .phone import Phone, Refused

REFUSALS = {"busy": (486, "Busy Here"), "reject": (603, "Decline"), "unavailable": (480, "Temporarily Unavailable"),
            "redirect": (302, "Moved Temporarily"), "notfound": (404, "Not Found"), "error": (500, "Server Internal Error")}
BEHAVIOURS = ("answer", "noanswer", "dead", *REFUSALS)
ORDERS = ("hold", "resume", "hangup")


class Agent(Phone):
    """behaviours: (name, weight) pairs, one is drawn for each call. answer_after and talk: functions that give seconds
    (talk gives None: until the other side hangs up). calls: leave after so many. lines: how many calls at a time."""

    def __init__(self, name, behaviours, answer_after, talk, redirect_to, calls, lines, register, media, **common):
        super().__init__(name, "agent", **common)
        self.behaviours, self.answer_after, self.talk = behaviours, answer_after, talk
        self.redirect_to, self.calls_left, self.registering, self.with_media = redirect_to, calls, register, media
        self.lines, self.holds_others = lines, False
        self.tasks, self.watching, self.lamps, self.orders = set(), [], {}, {}

    async def run(self):
        await self.open()
        try:
            if self.registering:
                await self.stay_registered()
            else:
                self.log("listening", port=self.station.port)
                await self.leaving.wait()
        except Refused as refusal:
            self.log("refused", reason=str(refusal))
            return 1
        finally:
            await self.end_calls()
            if self.registered:
                await self.unregister()
            await self.close()
        return 0

    async def leave(self):
        self.leaving.set()

    async def end_calls(self):
        for call in list(self.calls.values()):
            if call.record["answered_at"] and not call.ended.is_set():
                await call.hang_up()
        for task in list(self.tasks):
            task.cancel()

    def obey(self, order):
        """What becomes of the calls that are talked on: one of ORDERS, or a key that is pressed in them."""
        for call in self.calls.values():
            if not call.record["answered_at"] or call.ended.is_set():
                continue
            if order == "hangup":
                self.begin(call.hang_up())
            elif order in ORDERS:
                self.begin(call.hold(order == "hold"))
            else:
                call.press(order)

    def begin(self, work):
        task = asyncio.get_running_loop().create_task(work)
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    def on_registered(self):
        for extension in self.watching:
            lamp = Lamp(self, extension)
            self.lamps[lamp.call_id] = lamp
            self.begin(lamp.subscribe())

    def on_request(self, request, peer):
        if request.method == "NOTIFY" and request.get("call-id") in self.lamps:
            self.lamps[request.get("call-id")].take(request)
        super().on_request(request, peer)

    # a call arrives
    def on_invite(self, request, peer):
        others = [c for c in self.calls.values() if not c.ended.is_set()]
        busy = len(others) >= self.lines
        behaviour = "busy" if busy else self.random.choices(
            [b for b, _ in self.behaviours], [w for _, w in self.behaviours])[0]
        self.begin(self.treat(request, peer, behaviour, busy, bool(others)))

    async def treat(self, request, peer, behaviour, busy, second):
        if behaviour == "dead":
            self.log("ignored", call_id=request.get("call-id"))
            return
        media = Media(self.name, self.with_media)
        tag = token(4)
        call = Call(self, media, "in", request.get("call-id"), f'{request.get("to")};tag={tag}', request.get("from"))
        call.target = address(request.get("contact"))
        call.record["correlation"] = request.get("x-mayday-call") or None
        call.record.update(behaviour=behaviour, invited_at=request.at)
        if not busy:
            self.calls[call.call_id] = call
        call.invitation = (request, peer, tag)
        call.note("invite", at=request.at, **{"from": call.record["from"]}, correlation=call.record["correlation"], second=second)
        if behaviour in REFUSALS:
            self.refuse(call, *REFUSALS[behaviour], "me")
            return
        call.mark("ringing_at", now_ms())
        self.station.reply(request, peer, request.response(180, "Ringing", tag).add("Contact", self.contact))
        call.note("ringing", at=call.record["ringing_at"])
        await self.ring(call, behaviour)
        self.calls_left = self.calls_left - 1 if self.calls_left else None
        if self.calls_left == 0:
            self.leaving.set()

    async def ring(self, call, behaviour):
        after = None if behaviour == "noanswer" else self.answer_after()
        try:
            await asyncio.wait_for(call.ended.wait(), after)
            return
        except asyncio.TimeoutError:
            pass
        if self.holds_others:
            self.obey("hold")
        request, peer, tag = call.invitation
        answer = request.response(200, "OK", tag).add("Contact", self.contact).add("Content-Type", "application/sdp")
        answer.body = call.media.offer()
        call.mark("answered_at", now_ms())
        self.station.reply(request, peer, answer)
        call.note("answered", at=call.record["answered_at"])
        call.media.connect(request.body)
        await call.repeat_until_acknowledged(answer, peer)
        try:
            await asyncio.wait_for(call.ended.wait(), self.talk())
        except asyncio.TimeoutError:
            await call.hang_up()

    def refuse(self, call, status, reason, by, at=None):
        request, peer, tag = call.invitation
        answer = request.response(status, reason, tag)
        if status == 302:
            answer.add("Contact", f"<sip:{self.redirect_to}@{self.domain}>")
        self.station.reply(request, peer, answer)
        call.end(by, status, at)

    def on_cancel(self, call, request, peer):
        if not call or call.ended.is_set() or call.record["answered_at"]:
            super().on_cancel(call, request, peer)
            return
        self.station.reply(request, peer, request.response(200, "OK", call.invitation[2]))
        call.record["reason"] = request.get("reason") or None
        self.refuse(call, 487, "Request Terminated", "peer", request.at)
