"""What every scripted phone has: a socket, a name, a log, a registration."""

import asyncio

from . import digest
from .message import Message, token
from .station import Station, Timeout


class Refused(Exception):
    """The server does not accept the registration."""


class Phone:
    def __init__(self, name, kind, server, password, log, random):
        self.name, self.kind, self.server, self.password, self.random = name, kind, server, password, random
        self.write = log
        self.station, self.calls, self.port = None, {}, 0
        self.registered, self.registrations, self.register_id = False, 0, f"{token()}@phone"
        self.leaving, self.farewells = asyncio.Event(), set()

    def log(self, event, **more):
        self.write({"event": event, "phone": self.name, "kind": self.kind, **more})

    async def open(self):
        self.station = Station(self.server, self.on_request, port=self.port)

    def farewell(self, request):
        """A BYE that the socket has to stay open for."""
        task = asyncio.get_running_loop().create_task(request)
        self.farewells.add(task)
        task.add_done_callback(self.farewells.discard)
        return task

    async def close(self):
        if self.farewells:
            await asyncio.wait(self.farewells, timeout=5)
        for task in list(self.farewells):
            task.cancel()
        self.station.close()

    @property
    def contact(self):
        return f"<sip:{self.name}@{self.station.host}:{self.station.port}>"

    @property
    def domain(self):
        return f"{self.server[0]}:{self.server[1]}"

    # requests that arrive
    def on_request(self, request, peer):
        call = self.calls.get(request.get("call-id"))
        if request.method == "CANCEL":
            self.on_cancel(call, request, peer)
        elif call:
            call.take(request, peer)
        elif request.method == "INVITE":
            self.on_invite(request, peer)
        elif request.method in ("OPTIONS", "NOTIFY", "MESSAGE", "INFO"):
            self.station.reply(request, peer, request.response(200, "OK", token(4)).add("Contact", self.contact))
        elif request.method != "ACK":
            self.station.reply(request, peer, request.response(481, "Call/Transaction Does Not Exist", token(4)))

    def on_cancel(self, call, request, peer):
        self.station.reply(request, peer, request.response(481, "Call/Transaction Does Not Exist", token(4)))

    def on_invite(self, request, peer):
        self.station.reply(request, peer, request.response(486, "Busy Here", token(4)))

    # registration
    def register_request(self, expires, authorization=None):
        self.registrations += 1
        uri = f"sip:{self.domain}"
        request = Message(method="REGISTER", uri=uri)
        request.add("Via", self.station.via()).add("Max-Forwards", "70")
        request.add("From", f"<sip:{self.name}@{self.domain}>;tag={token(4)}").add("To", f"<sip:{self.name}@{self.domain}>")
        request.add("Call-ID", self.register_id).add("CSeq", f"{self.registrations} REGISTER")
        request.add("Contact", self.contact).add("Expires", str(expires)).add("User-Agent", "scripted-phone")
        if authorization:
            request.add("Authorization", authorization)
        return request

    async def register(self, expires=120):
        answer = await self.station.request(self.register_request(expires))
        if answer.status == 401:
            proof = digest.authorization(answer.get("www-authenticate"), "REGISTER", f"sip:{self.domain}", self.name,
                                         self.password)
            answer = await self.station.request(self.register_request(expires, proof))
        if answer.status != 200:
            raise Refused(f"{answer.status} {answer.reason}")

    async def stay_registered(self, expires=120):
        """Registers, and again at half time; a server that is away is tried every second."""
        while not self.leaving.is_set():
            done = await self.unless_leaving(self.try_to_register(expires))
            await self.unless_leaving(asyncio.sleep(expires / 2 if done else 1))

    async def try_to_register(self, expires):
        try:
            await asyncio.wait_for(self.register(expires), 5)
        except (Timeout, asyncio.TimeoutError):
            if self.registered:
                self.log("registration_lost")
            self.registered = False
            return False
        if not self.registered:
            self.log("registered", port=self.station.port)
            self.on_registered()
        self.registered = True
        return True

    def on_registered(self):
        """The registration stands, for the first time or again."""

    async def unless_leaving(self, work):
        """The result, or None if the script was stopped meanwhile."""
        work = asyncio.ensure_future(work)
        leaving = asyncio.ensure_future(self.leaving.wait())
        await asyncio.wait({work, leaving}, return_when=asyncio.FIRST_COMPLETED)
        leaving.cancel()
        if work.done():
            return work.result()
        work.cancel()
        return None

    async def unregister(self):
        try:
            await asyncio.wait_for(self.register(0), 2)
            self.log("unregistered")
        except (Timeout, asyncio.TimeoutError, Refused):
            self.log("unregister_unanswered")
