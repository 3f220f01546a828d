"""The demo's stage with a wire that can be cut and a disk that can be full, and the faults themselves."""

import base64
import json
import subprocess
import threading
import time
import urllib.error
import urllib.request
from dataclasses import dataclass

from demo import stage as demo

from . import traffic
from .disk import Disk
from .wire import Wire

CONFIGURATION = """\
node: chaos
asterisk:
  - {{name: chaos, url: "http://127.0.0.1:{port}", user: {user}, password_file: ari-password}}
store: {{path: disk/journal.sqlite}}
api: {{listen: "127.0.0.1:0", keys_file: keys}}
queues:
  - {{id: support, name: Support, numbers: ["700"], ring_timeout: 4s, retry: 1s, wrap_up: 1s, default: true}}
  - {{id: sales, name: Sales, numbers: ["701"], ring_timeout: 4s, retry: 1s, wrap_up: 1s, max_wait: {longest}s}}
  - {{id: together, name: Rings all, numbers: ["702"], strategy: ring_all, ring_timeout: 4s, retry: 1s, wrap_up: 1s}}
  - {{id: early, name: Answers late, numbers: ["703"], ring_timeout: 4s, retry: 1s, wrap_up: 1s, max_wait: 2m,
     answer: early_media, announce: {{position: always, after: 1s, every: 5s}}}}
  - {{id: {sends_on}, name: Sends on, numbers: ["704"], ring_timeout: 4s, retry: 1s, wrap_up: 1s, max_wait: {longest}s,
     on_max_wait: {{queue: {sends_to}}}}}
  - {{id: nobody, name: Nobody calls here, numbers: ["709"]}}
agents:
{agents}
  - {{id: "{headset}", name: Headset, endpoint: PJSIP/{headset}, queues: [support, sales, early, {sends_on}],
     initial_state: ready, connection: nailed_up}}
  - {{id: "1020", name: Makes facts, endpoint: PJSIP/1020, queues: [nobody]}}
"""
MEGABYTES = 24


def now():
    return round(time.time() * 1000)


@dataclass
class Window:
    """What befell the service, in milliseconds since the epoch. `mended`: when the cause was gone at the earliest; `end`
    (set later, from the journal): when the service was in step with Asterisk again."""
    fault: traffic.Fault
    start: int
    mended: int
    end: int = 0

    @property
    def kind(self):
        return self.fault.kind


class Witness:
    """Notes how late the machine itself is: how long after its time a thread wakes, and how long Asterisk takes to answer a
    ping. Where others work, too, a moment may be told late by as much without anybody's fault."""

    STEP, NEAR_MS = 0.1, 3000

    def __init__(self, ping):
        self.ping, self.noted, self.stopped = ping, [], threading.Event()
        self.thread = threading.Thread(target=self.run, daemon=True)
        self.thread.start()

    def run(self):
        while True:
            began = time.monotonic()
            if self.stopped.wait(self.STEP):
                return
            late, asked = time.monotonic() - began - self.STEP, time.monotonic()
            if self.ping() is not None:  # It is restarting: that is a fault of ours.
                late += time.monotonic() - asked
            if late > self.STEP / 2:
                self.noted.append((now(), round(late * 1000)))

    def late(self, at):
        """Milliseconds, about that moment."""
        return sum(late for noted, late in self.noted if abs(noted - at) <= self.NEAR_MS)

    @property
    def worst(self):
        return max((late for _, late in self.noted), default=0)

    def end(self):
        self.stopped.set()
        self.thread.join()


class Stage(demo.Stage):
    program = "chaos"

    def __init__(self, folder, binary, megabytes=MEGABYTES):
        super().__init__(folder, binary)
        self.megabytes = megabytes
        self.disk = self.wire = self.witness = None
        self.windows = []
        self.ending = None
        self.causes = {traffic.CUT: self.cut, traffic.KILL: self.kill, traffic.RESTART: self.restart,
                       traffic.DISK: self.fill_disk}

    def configuration(self):
        host, _, port = self.environment["MAYDAY_BENCH_ARI_URL"].rpartition("/")[2].partition(":")
        self.disk = Disk(self.folder / "disk", self.megabytes)
        self.wire = Wire((host, int(port)))
        self.witness = Witness(lambda: self.ari("asterisk/ping"))
        agents = "\n".join(
            f'  - {{id: "{a}", name: "Agent {a}", endpoint: PJSIP/{a}, initial_state: ready, '
            f'queues: [support, sales, together, early, {traffic.SENDS_ON}]}}' for a in traffic.AGENTS)
        return CONFIGURATION.format(
            port=self.wire.port, user=self.environment["MAYDAY_BENCH_ARI_USER"], agents=agents,
            headset=traffic.HEADSET, sends_on=traffic.SENDS_ON, sends_to=traffic.SENDS_TO, longest=traffic.LONGEST_WAIT)

    @property
    def journal(self):
        return self.folder / "disk" / "journal.sqlite"

    # The faults

    def run(self, faults, began):
        """Causes each at its moment; `began` is on the monotonic clock. A late one is caused at once."""
        for fault in faults:
            while (left := began + fault.at - time.monotonic()) > 0:
                if self.service.poll() is not None:
                    raise SystemExit("chaos: the service ended by itself:\n" + self.last_words())
                time.sleep(min(left, 0.2))
            demo.say(f"  {time.monotonic() - began:5.1f} s: {fault.words()}")
            start = now()
            mended = self.causes[fault.kind](fault)
            self.windows.append(Window(fault, start, mended))

    def cut(self, fault):
        self.wire.cut(fault.sockets)
        time.sleep(fault.seconds)
        mended = now()
        self.wire.mend()
        return mended

    def kill(self, fault):
        self.kill_service()
        time.sleep(fault.seconds)
        mended = now()
        self.launch_service()
        return mended

    def kill_service(self):
        self.service.kill()
        self.service.wait()

    def restart(self, _fault):
        """Ends when ARI is back; `mended` is the last moment at which it was not."""
        self.bench("cli", "core restart now")
        mended, deadline, went = now(), time.monotonic() + 40, False
        while time.monotonic() < deadline:
            asked = now()
            if self.ari("asterisk/ping") is None:
                mended, went = asked, True
            elif went:
                return mended
            time.sleep(0.01)
        raise SystemExit("chaos: Asterisk did not restart")

    def disk_state(self):
        return (self.get("/v1/health") or {}).get("store") or {}

    def fill_disk(self, fault):
        self.until(lambda: self.get("/v1/ready", key=False) is not None, 40, "the service did not become ready")
        self.disk.fill()
        # What the files have already may hold some more; facts come until nothing goes in any more.
        self.until(self.is_full, 40, "the full disk was not noticed")
        time.sleep(fault.seconds)
        self.disk.free()
        mended = now()
        self.until(
            lambda: (s := self.disk_state()).get("state") == "ok" and s["buffered_facts"] == 0, 40,
            "the journal was not written again once the disk was free")
        if lost := self.disk_state()["lost_facts"]:
            raise SystemExit(f"chaos: {lost} facts were lost with a full disk")
        return mended

    def is_full(self):
        for verb in ("login", "logout"):
            self.post(f"/v1/agents/1020/{verb}")
        return self.disk_state().get("state") == "degraded"

    # Asking

    def last_words(self):
        return (self.folder / "service.log").read_text()[-2000:]

    def bench(self, *words):
        subprocess.run([demo.SCRIPTS / "bench", words[0], "--name", self.name, *words[1:]], check=True,
                       stdout=subprocess.DEVNULL)

    def ari(self, path):
        """Asterisk itself, past the wire; None where it does not answer."""
        request = urllib.request.Request(f"{self.environment['MAYDAY_BENCH_ARI_URL']}/ari/{path}")
        pair = f"{self.environment['MAYDAY_BENCH_ARI_USER']}:{self.environment['MAYDAY_BENCH_ARI_PASSWORD']}"
        request.add_header("Authorization", "Basic " + base64.b64encode(pair.encode()).decode())
        try:
            with urllib.request.urlopen(request, timeout=5) as answer:
                return json.load(answer)
        except (OSError, ValueError):
            return None

    def post(self, path):
        request = urllib.request.Request(
            self.url + path, data=b"{}", method="POST",
            headers={"Authorization": f"Bearer {self.key}", "Content-Type": "application/json"})
        try:
            with urllib.request.urlopen(request, timeout=5) as answer:
                return answer.status
        except urllib.error.HTTPError as refusal:
            return refusal.code
        except OSError:
            return None

    # The end

    def drain(self):
        """Until nothing is left of any call, here and in Asterisk. What does not go is told, by name."""
        self.until(lambda: self.get("/v1/ready", key=False) is not None, 40, "the service did not become ready")
        deadline, left = time.monotonic() + 40, ["?"]
        while left and time.monotonic() < deadline:
            left = self.left_over()
            time.sleep(0.1)
        return left

    def left_over(self):
        calls, agents = self.get("/v1/calls"), self.get("/v1/agents")
        channels, bridges = self.ari("channels"), self.ari("bridges")
        if None in (calls, agents, channels, bridges):
            return ["the service or Asterisk does not answer"]
        busy = ("reserved", "dialling", "ringing", "talking", "held", "consulting", "other_call", "wrap_up")
        return ([f"the service has a call that nobody makes: {c['id']} of {c['caller'].get('number')}" for c in calls["items"]]
                + [f"Asterisk has a leg left over: {c['name']} ({c['id']}) in {c['dialplan']['app_name']}" for c in channels]
                + [f"Asterisk has a bridge left over: {b['id']}" for b in bridges]
                + [f"agent {a['id']} is {a['state']} without a call" for a in agents["items"] if a["state"] in busy])

    def end_service(self):
        """Its exit status, if it still ran."""
        service, self.ending = self.service, now()
        super().end_service()
        return service.returncode if service else None

    def end(self):
        if self.witness:
            self.witness.end()
        try:
            super().end()
        finally:
            if self.wire:
                self.wire.close()
            if self.disk:
                self.disk.end()

