"""Records what Asterisk tells the service while real calls run: a proxy between the two keeps the WebSocket's messages.

The service's own listener cannot be doubled (a second one would take the application away), so the bytes are read as
they pass. Only whole queue calls are kept, each as one list of its events, ids and times as they were.
"""

import asyncio
import json
import re
import threading
import urllib.parse


class Recorder:
    """Listens on a port of its own and passes everything on to Asterisk."""

    def __init__(self, url):
        target = urllib.parse.urlsplit(url)
        self.target = (target.hostname, target.port)
        self.messages = []
        self.loop = asyncio.new_event_loop()
        started = threading.Event()
        threading.Thread(target=self._run, args=(started,), daemon=True).start()
        started.wait()

    def _run(self, started):
        async def serve():
            server = await asyncio.start_server(self._pass, "127.0.0.1", 0)
            self.url = "http://127.0.0.1:%d" % server.sockets[0].getsockname()[1]
            started.set()
            await asyncio.Event().wait()
        self.loop.run_until_complete(serve())

    async def _pass(self, reader, writer):
        there_reader, there_writer = await asyncio.open_connection(*self.target)
        first = await reader.readuntil(b"\r\n\r\n")
        there_writer.write(first)
        is_socket = b"upgrade: websocket" in first.lower()

        async def back():
            buffer = bytearray()
            upgraded = False
            while data := await there_reader.read(65536):
                writer.write(data)
                if not is_socket:
                    continue
                buffer += data
                if not upgraded:
                    if (end := buffer.find(b"\r\n\r\n")) < 0:
                        continue
                    del buffer[:end + 4]
                    upgraded = True
                while (message := self._frame(buffer)) is not None:
                    if message:
                        self.messages.append(json.loads(message))
            writer.close()

        async def forth():
            while data := await reader.read(65536):
                there_writer.write(data)
            there_writer.close()
        await asyncio.gather(back(), forth(), return_exceptions=True)

    @staticmethod
    def _frame(buffer):
        """The next text message, b'' for another kind of frame, None where there is none yet."""
        if len(buffer) < 2:
            return None
        size, at = buffer[1] & 127, 2
        if size == 126:
            size, at = int.from_bytes(buffer[2:4], "big"), 4
        elif size == 127:
            size, at = int.from_bytes(buffer[2:10], "big"), 10
        if len(buffer) < at + size:
            return None
        message = bytes(buffer[at:at + size]) if buffer[0] & 15 == 1 else b""
        del buffer[:at + size]
        return message


def whole_calls(messages):
    """The events of each call that was answered, by caller, in the order in which they came."""
    agents = {}
    calls = {}
    for event in messages:
        text = json.dumps(event)
        if event["type"] == "StasisStart" and event.get("args", [""])[0] not in ("agent", ""):
            calls[event["channel"]["id"]] = []
        for channel in re.findall(r'"id": "([a-z0-9]+-a\d+)"', text):
            # An agent's leg names its call in the arguments of its StasisStart, its bridge in its number.
            agents.setdefault(channel, None)
    bridge_of = {a: a.replace("-a", "-b") for a in agents}
    for event in messages:
        text = json.dumps(event)
        if event.get("bridge", {}).get("id") in bridge_of.values():
            agent = event["bridge"]["id"].replace("-b", "-a")
            for caller in calls:
                if f'"{caller}"' in text:
                    agents[agent] = caller
    for event in messages:
        text = json.dumps(event)
        for caller, kept in calls.items():
            legs = [caller] + [a for a, c in agents.items() if c == caller] + [
                bridge_of[a] for a, c in agents.items() if c == caller]
            if any(f'"{leg}"' in text for leg in legs):
                kept.append(event)
                break
    return [
        {"caller": caller, "agent": next(a for a, c in agents.items() if c == caller), "events": kept}
        for caller, kept in calls.items() if caller in agents.values()]
