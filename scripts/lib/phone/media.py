"""RTP of one call: PCMU silence that carries the sender's name, and an ear that notes whose name it hears.

Asterisk passes PCMU between two legs through byte by byte, so the first bytes of each packet tell who is really
talking to whom, whatever the signalling says. Music and prompts carry no name."""

import asyncio
import secrets
import struct

from .datagram import Datagrams

KEYS = "0123456789*#ABCD"
MARK, SILENCE, SAMPLES = b"\x01\x02MAYDAY:", 0xFF, 160
NAME_LENGTH = 24


class Metronome:
    """One 20 ms tick for all calls of the process."""

    def __init__(self):
        self.speakers, self.task = set(), None

    def add(self, speaker):
        self.speakers.add(speaker)
        if not self.task or self.task.done():
            self.task = asyncio.get_running_loop().create_task(self.run())

    async def run(self):
        loop = asyncio.get_running_loop()
        due = loop.time()
        while self.speakers:
            for speaker in list(self.speakers):
                speaker.speak()
            due = max(due + 0.02, loop.time() - 0.2)
            await asyncio.sleep(max(0.0, due - loop.time()))


METRONOME = Metronome()


class Media:
    def __init__(self, name, speaking=True):
        self.payload = (MARK + name.encode()[:NAME_LENGTH].ljust(NAME_LENGTH)).ljust(SAMPLES, bytes([SILENCE]))
        self.speaking = speaking
        self.socket, self.peer = Datagrams(self.received_datagram), None
        self.sequence, self.stamp, self.source = secrets.randbelow(1 << 15), secrets.randbelow(1 << 31), secrets.randbits(32)
        self.sent = self.received = self.silent = self.longest_gap = 0
        self.first_packet = self.last_packet = self.first_sound = None
        self.heard, self.on_voice = [], None
        self.direction, self.hears_music, self.on_change = "sendrecv", False, None
        self.pressed, self.key_stamp = [], None

    def offer(self):
        return (f"v=0\r\no=- {self.source} {self.source} IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n"
                f"m=audio {self.socket.port} RTP/AVP 0 101\r\na=rtpmap:0 PCMU/8000\r\na=rtpmap:101 telephone-event/8000\r\n"
                f"a=fmtp:101 0-16\r\na=ptime:20\r\na={self.direction}\r\n").encode()

    def hold(self, is_held):
        """From the next offer on; who holds says nothing meanwhile."""
        self.direction = "sendonly" if is_held else "sendrecv"
        if is_held:
            METRONOME.speakers.discard(self)

    def connect(self, sdp):
        """Starts to speak to the address in the other side's SDP."""
        host = port = None
        for line in sdp.decode("utf-8", "replace").splitlines():
            if line.startswith("c=IN IP4 "):
                host = line[9:].split("/")[0].strip()
            elif line.startswith("m=audio "):
                field = line.split()[1]
                port = int(field) if field.isdigit() else None
        if host and port:
            self.peer = (host, port)
            if self.speaking and self.direction == "sendrecv":
                METRONOME.add(self)

    def press(self, key):
        """A key of 100 ms, as RFC 4733 tells it: its packets carry the moment at which it began, the last one comes thrice."""
        lengths = [1, 2, 3, 4, 5]
        packets = [(length, False) for length in lengths] + [(lengths[-1], True)] * 3
        self.pressed += [struct.pack("!BBH", KEYS.index(key), (0x80 if last else 0) | 10, length * SAMPLES)
                         for length, last in packets]
        self.key_stamp = None

    def speak_key(self):
        if self.key_stamp is None:
            self.key_stamp, first = self.stamp, 0x80
        else:
            first = 0
        packet = self.pressed.pop(0)
        header = struct.pack("!BBHII", 0x80, first | 101, self.sequence, self.key_stamp, self.source)
        self.socket.send(header + packet, self.peer)
        self.sequence, self.stamp = (self.sequence + 1) & 0xFFFF, (self.stamp + SAMPLES) & 0xFFFFFFFF

    def speak(self):
        if not self.peer or self.socket.closed:
            return
        if self.pressed:
            self.speak_key()
            return
        header = struct.pack("!BBHII", 0x80, 0x80 if self.sent == 0 else 0, self.sequence, self.stamp, self.source)
        self.socket.send(header + self.payload, self.peer)
        self.sequence, self.stamp = (self.sequence + 1) & 0xFFFF, (self.stamp + SAMPLES) & 0xFFFFFFFF
        self.sent += 1

    def received_datagram(self, data, _peer, at):
        if len(data) < 13 or data[0] >> 6 != 2 or data[1] & 0x7F != 0:
            return
        sound = data[12:]
        self.received += 1
        if self.last_packet is None:
            self.first_packet = at
        else:
            self.longest_gap = max(self.longest_gap, at - self.last_packet)
        self.last_packet = at
        if sound.startswith(MARK):
            self.hear(sound[len(MARK):len(MARK) + NAME_LENGTH].decode("utf-8", "replace").strip(), at)
        elif sound.count(0xFF) + sound.count(0x7F) == len(sound):
            self.silent += 1
        else:
            self.first_sound = self.first_sound or at
            if self.heard and not self.hears_music:
                self.change(True, at)

    def change(self, is_music, at):
        """A voice gives way to music, or comes back."""
        self.hears_music = is_music
        if self.on_change:
            self.on_change("music" if is_music else "voice_again", at)

    def hear(self, name, at):
        if self.hears_music:
            self.change(False, at)
        if not self.heard or self.heard[-1]["who"] != name:
            self.heard.append({"who": name, "from": at, "until": at, "packets": 0})
            if self.on_voice:
                self.on_voice(name, at)
        self.heard[-1]["until"] = at
        self.heard[-1]["packets"] += 1

    def close(self):
        METRONOME.speakers.discard(self)
        self.socket.close()

    def report(self):
        return {"rtp_sent": self.sent, "rtp_received": self.received, "rtp_first_at": self.first_packet,
                "rtp_last_at": self.last_packet, "rtp_longest_gap_ms": self.longest_gap,
                "sound_first_at": self.first_sound, "heard": self.heard}
