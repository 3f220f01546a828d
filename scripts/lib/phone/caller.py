"""A caller: dials, waits, and hangs up when the script says so or the other side does."""

import asyncio
import contextlib

from . import digest
from .call import Call
from .datagram import now_ms
from .media import Media
from .message import Message, address, token
from .phone import Phone
from .station import Timeout

# The 487 follows the answer to the CANCEL at once; only a server that ended in between sends none.
FINAL_AFTER_CANCEL = 5.0


class Caller(Phone):
    """patience: seconds until it gives up, by CANCEL while nobody has answered, by BYE while no phone's voice has been
    heard (only music). presses: pairs of a key and the seconds from the answer until it is pressed. hold: seconds from the answer, talk: seconds from the first voice, until it hangs up. None: never."""

    def __init__(self, name, to, hold, talk, patience, headers, presses, media, **common):
        super().__init__(name, "caller", **common)
        self.to, self.hold, self.talk, self.patience = to, hold, talk, patience
        self.headers, self.presses, self.with_media = headers, presses, media

    async def run(self):
        await self.open()
        media = Media(self.name, self.with_media)
        uri = f"sip:{self.to}@{self.domain}"
        call = Call(self, media, "out", f"{token()}@{self.station.host}", Call.tagged(f"sip:{self.name}@{self.domain}"),
                    f"<{uri}>")
        call.target = uri
        self.calls[call.call_id] = call
        giving_up = asyncio.get_running_loop().create_task(self.lose_patience(call))
        try:
            final = await self.invite(call)
            if final.status == 200:
                await self.stay(call)
            else:
                call.end("me" if call.record["cancelled_at"] else "peer", final.status, final.at,
                         reason=final.get("reason") or final.reason)
        except Timeout:
            call.end("nobody", 408, reason="no answer from the server")
        finally:
            giving_up.cancel()
            await self.close()
        return 0 if call.record["status"] in (200, 487) else 1

    async def invite(self, call, authorization=None):
        request = call.make("INVITE", call.media.offer())
        request.add("Allow", "INVITE, ACK, CANCEL, BYE, OPTIONS, UPDATE, INFO")
        for name, value in self.headers:
            request.add(name, value)
        if authorization:
            request.add(*authorization)
        call.invite = self.station.begin(request)
        if not authorization:
            call.record["invited_at"] = call.invite.sent_at
            call.note("invite", at=call.invite.sent_at, to=self.to)
        async for answer in self.station.answers(call.invite):
            self.hear(call, answer)
        if answer.status in (401, 407) and not authorization:
            header = "WWW-Authenticate" if answer.status == 401 else "Proxy-Authenticate"
            proof = digest.authorization(answer.get(header.lower()), "INVITE", request.uri, self.name, self.password)
            call.cseq += 1
            return await self.invite(
                call, ("Authorization" if answer.status == 401 else "Proxy-Authorization", proof))
        if answer.status == 200:
            self.acknowledge(call, answer)
        return answer

    def hear(self, call, answer):
        if answer.status == 180 and call.mark("ringing_at", answer.at):
            call.note("ringing", at=answer.at)
        if answer.status == 183 and call.mark("progress_at", answer.at):
            call.note("progress", at=answer.at)
        if 180 <= answer.status < 200 and answer.body:
            call.media.connect(answer.body)
        if answer.status == 200:
            call.mark("answered_at", answer.at)
            call.note("answered", at=answer.at)

    def acknowledge(self, call, answer):
        call.remote = answer.get("to")
        call.target = address(answer.get("contact")) or call.target
        call.invite.ack = call.make("ACK", cseq=answer.cseq[0])
        self.station.send(call.invite.ack)
        call.media.connect(answer.body)

    async def stay(self, call):
        """Until the other side hangs up, or this one has heard enough."""
        if call.record["cancelled_at"]:  # the answer and our CANCEL crossed
            await call.hang_up()
            return
        enough = [asyncio.create_task(call.ended.wait())]
        if self.hold is not None:
            enough.append(asyncio.create_task(asyncio.sleep(self.hold)))
        if self.talk is not None:
            enough.append(asyncio.create_task(self.talked(call)))
        pressing = [asyncio.create_task(self.press(call, key, after)) for key, after in self.presses]
        await asyncio.wait(enough, return_when=asyncio.FIRST_COMPLETED)
        for task in enough + pressing:
            task.cancel()
        if not call.ended.is_set():
            await call.hang_up()

    async def press(self, call, key, after):
        await asyncio.sleep(after)
        call.press(key)

    async def talked(self, call):
        await call.voice.wait()
        await asyncio.sleep(self.talk)

    async def lose_patience(self, call):
        if self.patience is None:
            return
        await asyncio.sleep(self.patience)
        if call.record["answered_at"]:
            if not call.voice.is_set() and not call.ended.is_set():
                call.record["gave_up"] = True
                await call.hang_up()
            return
        await self.cancel(call)

    async def cancel(self, call):
        """CANCEL, once there is a provisional answer (RFC 3261, 9.1)."""
        while not call.invite or not call.invite.provisional:
            await asyncio.sleep(0.01)
        call.record["gave_up"] = True
        call.mark("cancelled_at", now_ms())
        call.note("cancel")
        request = call.invite.request
        cancel = Message(method="CANCEL", uri=request.uri).add("Via", request.get("via")).add("Max-Forwards", "70")
        cancel.add("From", request.get("from")).add("To", request.get("to")).add("Call-ID", call.call_id)
        cancel.add("CSeq", f"{request.cseq[0]} CANCEL")
        try:
            answer = await self.station.request(cancel)
        except Timeout:
            call.note("cancel_unanswered")
        else:
            if answer.status == 200:
                with contextlib.suppress(asyncio.TimeoutError):
                    await asyncio.wait_for(call.ended.wait(), FINAL_AFTER_CANCEL)
        # A server that has started anew knows nothing of the INVITE and will never answer it (RFC 3261, 9.1). One that
        # has answered was heard before this.
        call.invite.answers.put_nowait(Message(status=487, reason="Request Terminated"))

    async def leave(self):
        """The script is being stopped."""
        for call in list(self.calls.values()):
            if call.ended.is_set():
                continue
            if call.record["answered_at"]:
                await call.hang_up()
            elif call.invite and call.invite.provisional:
                await asyncio.wait_for(self.cancel(call), 3)
