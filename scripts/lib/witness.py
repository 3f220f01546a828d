"""A witness of the machine: notes beside a measurement when processor or clock were taken away, so that a failure of the
machine is told from one of what was measured (docs/decisions/0290).

On each core a process of its own sleeps in steps of 20 ms of CLOCK_MONOTONIC and notes how late it woke. It runs in
SCHED_FIFO: no load of ours can delay it, be it a busy loop, a swarm of processes or a disk that hangs (its memory is
locked); what can is whoever takes the core from this kernel, or from everything in it. Where the right to SCHED_FIFO is
missing it runs at nice -20, and where that is missing, too, there is no witness, hence no excuse. Once a second it also
reads what the kernel counts as stolen (/proc/stat, proc(5)) and compares the wall clock with the monotonic one.

What is lost in a second is told per core, in milliseconds: the stolen time, or the sum of the lateness, whichever is
more (they are two views of the same: the one is in steps of 10 ms, the other sees what nobody counts). A second is
disturbed for a measurement with a tolerance of T milliseconds if a core lost T or more in it, or the wall clock moved by
as much against the monotonic one: a program whose core is away cannot be moved to another one by this kernel, so each
of its moments may be late by all of that. Less than T in a second cannot move one moment by T."""

import ctypes
import gc
import mmap
import os
import signal
import struct
import time
from dataclasses import dataclass

STEP_MS = 20
PRIORITY = 60  # above the threads of the kernel that serve interrupts (50), which our own load keeps busy
LONGEST_S = 4 * 3600  # no run of the tests is that long; what comes later is not seen, hence not excused
# Lateness below this is the machine's ordinary one. At nice -20 another process may finish its slice first.
NOISE_MS = {"fifo": 2.0, "nice": 20.0}
MODES = ("", "fifo", "nice", "none")
HEADER, SECOND = struct.Struct("=qq"), struct.Struct("=dddd")  # mode, seconds seen whole; see Second
MCL_CURRENT, MCL_FUTURE = 1, 2


@dataclass
class Second:
    """One second of one core, in milliseconds."""
    stall: float = 0.0  # the worst lateness
    late: float = 0.0  # the sum of all lateness above the noise
    stolen: float = 0.0
    stepped: float = 0.0  # the wall clock against the monotonic one

    @property
    def lost(self):
        return max(self.late, self.stolen)


@dataclass
class Verdict:
    """What befell the machine during a measurement. `disturbed`: seconds in which it lost the tolerance or more."""
    tolerance: float
    seen: bool
    stall: float = 0.0
    stolen: float = 0.0
    lost: float = 0.0
    stepped: float = 0.0
    disturbed: int = 0
    seconds: int = 0

    def __str__(self):
        if not self.seen:
            return "no witness (it may use neither SCHED_FIFO nor nice -20)"
        return (f"longest stall {self.stall:.0f} ms, worst second: {self.lost:.0f} ms of a core lost, {self.stolen / 10:.0f} % "
                f"stolen" + (f", clock stepped by {self.stepped:.0f} ms" if self.stepped >= self.tolerance else "")
                + f"; {self.disturbed} of {self.seconds} s lost {self.tolerance:g} ms or more")


def judge(cores, tolerance):
    """The verdict on the seconds of all cores: a list of Second for each."""
    verdict = Verdict(tolerance, seen=bool(cores))
    for moment in zip(*cores):
        worst, stepped = max(second.lost for second in moment), max(abs(second.stepped) for second in moment)
        verdict.seconds += 1
        verdict.disturbed += worst >= tolerance or stepped >= tolerance
        verdict.lost, verdict.stepped = max(verdict.lost, worst), max(verdict.stepped, stepped)
        verdict.stall = max(verdict.stall, *(second.stall for second in moment))
        verdict.stolen = max(verdict.stolen, *(second.stolen for second in moment))
    return verdict


def stolen_ms(core):
    """What the kernel has counted as stolen from this core since it started."""
    with open("/proc/stat", encoding="ascii") as file:
        for line in file:
            words = line.split()
            if words[0] == f"cpu{core}":
                return int(words[8]) * 1000 / os.sysconf("SC_CLK_TCK")
    return 0.0


def clock_offset_ms():
    """Wall clock minus monotonic clock; None if the two could not be read in one moment."""
    before = time.monotonic()
    wall = time.time()
    return (wall - before) * 1000 if time.monotonic() - before < 0.001 else None


def precedence():
    """Lets this process go before everything of ours; how."""
    try:
        os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(PRIORITY))
        return "fifo"
    except OSError:
        pass
    try:
        os.setpriority(os.PRIO_PROCESS, 0, -20)
        return "nice"
    except OSError:
        return "none"


class Watch:
    """What runs on one core."""

    def __init__(self, core, slots, began, parent):
        self.core, self.slots, self.began, self.parent = core, slots, began, parent

    def run(self):
        os.sched_setaffinity(0, {self.core})
        ctypes.CDLL(None).mlockall(MCL_CURRENT | MCL_FUTURE)  # where it may not, a page may come late from the disk
        gc.disable()
        mode = precedence()
        if mode != "none":
            self.stolen, self.offset, self.index, self.now = stolen_ms(self.core), clock_offset_ms(), 0, Second()
        self.slots[:HEADER.size] = HEADER.pack(MODES.index(mode), 0)
        if mode != "none":
            self.watch(NOISE_MS[mode])

    def watch(self, noise):
        due = time.monotonic()
        while self.index < LONGEST_S:
            due += STEP_MS / 1000
            time.sleep(max(0.0, due - time.monotonic()))
            woke = time.monotonic()
            if (late := (woke - due) * 1000) >= noise:
                self.now.stall = max(self.now.stall, late)
                self.now.late += late
                due = woke
            if int(woke - self.began) > self.index:
                self.close(int(woke - self.began))
                if os.getppid() != self.parent:
                    return

    def close(self, index):
        """The second is over. Of several that passed in one stall, it is the first that lost them all."""
        stolen, offset = stolen_ms(self.core), clock_offset_ms()
        self.now.stolen, self.stolen = stolen - self.stolen, stolen
        if offset is not None:
            self.now.stepped, self.offset = offset - (self.offset or offset), offset
        start = HEADER.size + self.index * SECOND.size
        self.slots[start:start + SECOND.size] = SECOND.pack(self.now.stall, self.now.late, self.now.stolen, self.now.stepped)
        self.index, self.now = min(index, LONGEST_S), Second()
        self.slots[:HEADER.size] = HEADER.pack(HEADER.unpack(self.slots[:HEADER.size])[0], self.index)


class Witness:
    """with Witness() as witness: … witness.verdict(250, since=began)"""

    def __init__(self):
        self.cores = sorted(os.sched_getaffinity(0))
        self.children, self.slots, self.began = [], [], 0.0

    def __enter__(self):
        parent, self.began = os.getpid(), time.monotonic()
        for core in self.cores:
            slots = mmap.mmap(-1, HEADER.size + LONGEST_S * SECOND.size)
            child = os.fork()
            if child == 0:
                self.child(Watch(core, slots, self.began, parent))
            self.children.append(child)
            self.slots.append(slots)
        while any(self.header(slots)[0] == "" for slots in self.slots) and time.monotonic() - self.began < 10:
            time.sleep(0.005)
        return self

    @staticmethod
    def child(watch):
        """Never returns. Takes no part in what its parent reads, writes and is told."""
        try:
            signal.signal(signal.SIGTERM, signal.SIG_DFL)
            signal.signal(signal.SIGINT, signal.SIG_IGN)
            nothing = os.open(os.devnull, os.O_RDWR)
            for stream in (0, 1, 2):
                os.dup2(nothing, stream)
            watch.run()
        finally:
            os._exit(0)

    def __exit__(self, *_):
        for child in self.children:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)

    @staticmethod
    def header(slots):
        mode, seen = HEADER.unpack(slots[:HEADER.size])
        return MODES[mode], seen

    @property
    def mode(self):
        """fifo, nice, or none: the weakest of all cores."""
        modes = [self.header(slots)[0] for slots in self.slots]
        return "none" if "none" in modes or "" in modes else "nice" if "nice" in modes else "fifo"

    def now(self):
        """The second that runs."""
        return int(time.monotonic() - self.began)

    def verdict(self, tolerance, since=0):
        """On the seconds from `since` to the one that runs. Waits until that one is over on every core."""
        if self.mode == "none":
            return Verdict(tolerance, seen=False)
        end, deadline = self.now() + 1, time.monotonic() + 20
        while any(self.header(slots)[1] < end for slots in self.slots) and time.monotonic() < deadline:
            time.sleep(0.05)
        if end > LONGEST_S:
            return Verdict(tolerance, seen=False)
        return judge([[self.second(slots, index) for index in range(since, end)] for slots in self.slots], tolerance)

    def margin(self, wall_ms, tolerance):
        """By how much a moment of the wall clock may have been seen too late: what a core lost in the disturbed seconds
        around it, in milliseconds. 0 where no second was disturbed, and without a witness."""
        at = int(wall_ms / 1000 - time.time() + time.monotonic() - self.began)
        seen = 0 if self.mode == "none" else min(self.header(slots)[1] for slots in self.slots)
        around = [max(self.second(slots, index).lost for slots in self.slots)
                  for index in range(max(0, at - 1), min(at + 2, seen))]
        return sum(lost for lost in around if lost >= tolerance)

    @staticmethod
    def second(slots, index):
        start = HEADER.size + index * SECOND.size
        return Second(*SECOND.unpack(slots[start:start + SECOND.size]))
