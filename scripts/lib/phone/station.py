"""One UDP socket and the transactions on it (RFC 3261, section 17): requests are repeated until answered, repeated
requests get the answer they got before. What a request means is decided by whoever owns the station."""

import asyncio

from .datagram import Datagrams, now_ms
from .message import Malformed, Message, token

T1, T2, GIVE_UP = 0.5, 4.0, 32.0


class Timeout(Exception):
    """No answer within 32 s (timers B and F)."""


class Transaction:
    def __init__(self, request, data):
        self.request, self.data, self.sent_at = request, data, None
        self.answers = asyncio.Queue()
        self.provisional = False
        self.ack = None


class Station:
    def __init__(self, server, on_request, host="127.0.0.1", port=0):
        self.server, self.on_request = server, on_request
        self.clients, self.answered = {}, {}
        self.socket = Datagrams(self.received, host, port)
        self.host, self.port = self.socket.host, self.socket.port

    def close(self):
        self.socket.close()

    def received(self, data, peer, at):
        try:
            message = Message.parse(data)
        except (Malformed, ValueError):
            return
        message.at = at
        if message.status:
            self.take_answer(message)
            return
        key = (message.branch, message.method)
        if key in self.answered:
            if self.answered[key]:
                self.socket.send(self.answered[key], peer)
            return
        if message.method != "ACK":
            self.answered[key] = None
            asyncio.get_running_loop().call_later(GIVE_UP, self.answered.pop, key, None)
        self.on_request(message, peer)

    def take_answer(self, message):
        transaction = self.clients.get((message.branch, message.cseq[1]))
        if not transaction:
            return
        if transaction.ack and message.status >= 200:
            self.send(transaction.ack)
            return
        if message.status < 200:
            transaction.provisional = True
        elif message.cseq[1] == "INVITE" and message.status >= 300:
            transaction.ack = self.acknowledge_failure(transaction.request, message)
            self.send(transaction.ack)
        transaction.answers.put_nowait(message)

    @staticmethod
    def acknowledge_failure(request, answer):
        ack = Message(method="ACK", uri=request.uri)
        ack.add("Via", request.get("via")).add("Max-Forwards", "70").add("From", request.get("from"))
        ack.add("To", answer.get("to")).add("Call-ID", request.get("call-id"))
        return ack.add("CSeq", f"{request.cseq[0]} ACK")

    # sending
    def send(self, message, peer=None):
        self.socket.send(message.encode(), peer or self.server)

    def reply(self, request, peer, answer):
        self.answered[(request.branch, request.method)] = answer.encode()
        self.send(answer, peer)

    def via(self):
        return f"SIP/2.0/UDP {self.host}:{self.port};rport;branch=z9hG4bK{token()}"

    def begin(self, request):
        """Sends it; `sent_at` says when."""
        transaction = Transaction(request, request.encode())
        key = (request.branch, request.cseq[1])
        self.clients[key] = transaction
        asyncio.get_running_loop().call_later(3600 if key[1] == "INVITE" else GIVE_UP * 2, self.clients.pop, key, None)
        transaction.sent_at = now_ms()
        self.socket.send(transaction.data, self.server)
        return transaction

    async def answers(self, transaction):
        """Every answer up to the final one. An INVITE that has a provisional answer may take its time."""
        loop, started, interval = asyncio.get_running_loop(), asyncio.get_running_loop().time(), T1
        while True:
            patient = transaction.provisional and transaction.request.method == "INVITE"
            try:
                answer = await asyncio.wait_for(transaction.answers.get(), None if patient else interval)
            except asyncio.TimeoutError:
                if loop.time() - started > GIVE_UP:
                    raise Timeout(transaction.request.method) from None
                self.socket.send(transaction.data, self.server)
                interval = min(interval * 2, GIVE_UP if transaction.request.method == "INVITE" else T2)
                continue
            yield answer
            if answer.status >= 200:
                return

    async def request(self, request):
        """The final answer to a request that is no INVITE."""
        return await self.final(self.begin(request))

    async def final(self, transaction):
        final = None
        async for answer in self.answers(transaction):
            final = answer
        return final
