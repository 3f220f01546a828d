"""A UDP socket in the event loop that tells when each datagram came: the kernel's own time of arrival (SO_TIMESTAMPNS,
socket(7)), not the moment at which this process got round to reading it."""

import asyncio
import socket
import struct
import time

SO_TIMESTAMPNS = 35  # Linux, also the type of the message that carries it
TIME = struct.Struct("@ll")  # struct timespec
AT_ONCE = 64  # datagrams that are read before somebody else has a turn
LARGEST = 65536


def now_ms():
    return int(time.time() * 1000)


def arrival_ms(ancillary):
    """Milliseconds since the epoch, as now_ms() has them."""
    for level, kind, data in ancillary:
        if level == socket.SOL_SOCKET and kind == SO_TIMESTAMPNS:
            seconds, nanoseconds = TIME.unpack(data[:TIME.size])
            return seconds * 1000 + nanoseconds // 1_000_000
    return now_ms()


class Datagrams:
    """received: called with the bytes, the sender's address and the time of arrival (ms since the epoch)."""

    def __init__(self, received, host="127.0.0.1", port=0):
        self.received, self.loop = received, asyncio.get_running_loop()
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        try:
            self.socket.setblocking(False)
            self.socket.setsockopt(socket.SOL_SOCKET, SO_TIMESTAMPNS, 1)
            self.socket.bind((host, port))
        except OSError:
            self.socket.close()
            raise
        self.host, self.port = self.socket.getsockname()
        self.loop.add_reader(self.socket, self.read)

    def read(self):
        for _ in range(AT_ONCE):
            if self.closed:
                return
            try:
                data, ancillary, _, peer = self.socket.recvmsg(LARGEST, socket.CMSG_SPACE(TIME.size))
            except OSError:  # nothing more, or a port that cannot be reached: the timers deal with that
                return
            self.received(data, peer, arrival_ms(ancillary))

    def send(self, data, peer):
        """What does not go into the socket is lost, as any datagram may be."""
        if not self.closed:
            try:
                self.socket.sendto(data, peer)
            except OSError:
                pass

    @property
    def closed(self):
        return self.socket.fileno() < 0

    def close(self):
        if not self.closed:
            self.loop.remove_reader(self.socket)
            self.socket.close()
