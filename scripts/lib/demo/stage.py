"""Everything that runs in the demo, and how each of it is started and ended, by its pid."""

import json
import os
import pathlib
import shlex
import subprocess
import sys
import time
import urllib.error
import urllib.request

from .traffic import AGENTS

SCRIPTS = pathlib.Path(__file__).resolve().parents[2]

CONFIGURATION = """\
node: demo
asterisk:
  - {{name: demo, url: "{url}", user: {user}, password_file: ari-password}}
store: {{path: journal.sqlite}}
api: {{listen: "127.0.0.1:0", keys_file: keys}}
queues:
  - {{id: support, name: Support, numbers: ["700"], ring_timeout: 4s, retry: 1s, wrap_up: 1s, default: true}}
  - {{id: sales, name: Sales, numbers: ["701"], ring_timeout: 4s, retry: 1s, wrap_up: 1s, max_wait: 5s}}
agents:
{agents}
"""


def say(text):
    print(text, file=sys.stderr, flush=True)


class Stage:
    program = "demo"

    def __init__(self, folder, binary):
        self.folder = folder
        self.binary = binary
        self.name = f"{self.program}-{os.getpid()}"
        self.environment = {}
        self.service = None
        self.floor = None
        self.log = folder / "phones.jsonl"

    def start(self):
        say("Starting a private Asterisk (the first time fetches it) …")
        out = subprocess.run(
            [SCRIPTS / "bench", "up", "--name", self.name], stdout=subprocess.PIPE, text=True, check=False)
        if out.returncode != 0:
            raise SystemExit(f"{self.program}: the bench did not start")
        for line in out.stdout.splitlines():
            words = shlex.split(line)
            if words[:1] == ["export"]:
                name, _, value = words[1].partition("=")
                self.environment[name] = value
        password = self.folder / "ari-password"
        password.write_text(self.environment["MAYDAY_BENCH_ARI_PASSWORD"] + "\n")
        password.chmod(0o600)
        (self.folder / "mayday.yaml").write_text(self.configuration())
        say("Starting the service …")
        self.start_service()

    def configuration(self):
        agents = "\n".join(
            f'  - {{id: "{a}", name: "Agent {a}", endpoint: PJSIP/{a}, queues: [support, sales], initial_state: ready}}'
            for a in AGENTS)
        return CONFIGURATION.format(
            url=self.environment["MAYDAY_BENCH_ARI_URL"], user=self.environment["MAYDAY_BENCH_ARI_USER"], agents=agents)

    @property
    def logs(self):
        """Asterisk's folder of logs, with its CDR and CEL."""
        return pathlib.Path(self.environment["MAYDAY_BENCH_ROOT"]) / "log"

    def start_service(self):
        self.launch_service()
        self.until(lambda: self.get("/v1/ready", key=False) is not None, 20, "the service did not become ready")

    def launch_service(self):
        """Returns once the API listens; the service may not be in step with Asterisk yet."""
        port = self.folder / "port"
        port.unlink(missing_ok=True)
        with open(self.folder / "service.log", "ab") as log:
            self.service = subprocess.Popen(
                [self.binary, "serve", "--config", "mayday.yaml", "--port-file", "port"], cwd=self.folder,
                stdout=log, stderr=log, stdin=subprocess.DEVNULL)
        self.until(lambda: port.exists() and port.read_text().strip(), 20, "the service did not start")
        self.url = f"http://127.0.0.1:{port.read_text().strip()}"
        self.key = (self.folder / "keys.admin").read_text().strip()

    def until(self, check, seconds, what):
        deadline = time.monotonic() + seconds
        while not check():
            if self.service is not None and self.service.poll() is not None:
                raise SystemExit(f"{self.program}: the service ended:\n" + (self.folder / "service.log").read_text()[-2000:])
            if time.monotonic() > deadline:
                raise SystemExit(f"{self.program}: {what}")
            time.sleep(0.05)

    def get(self, path, key=True):
        request = urllib.request.Request(self.url + path)
        if key:
            request.add_header("Authorization", f"Bearer {self.key}")
        for _ in range(20):
            try:
                with urllib.request.urlopen(request, timeout=5) as answer:
                    return json.load(answer)
            except urllib.error.HTTPError as refusal:
                if refusal.code != 429:
                    return None
                time.sleep(0.5)  # too many requests a second for one key
            except OSError:
                return None
        return None

    # The phones

    def phones(self, plan):
        say(f"Starting {len(plan.agents)} agents and up to {len(plan.callers)} callers …")
        with open(self.folder / "phones.log", "ab") as errors:
            self.floor = subprocess.Popen(
                [SCRIPTS / "phone", "--many", "--log", self.log], stdin=subprocess.PIPE, stdout=errors,
                stderr=errors, text=True, env={**os.environ, **self.environment})
        for line in plan.agents + plan.callers:
            self.floor.stdin.write(line + "\n")
        self.floor.stdin.flush()

    def calls(self, kind):
        """The closing line of every call that a phone has logged."""
        if not self.log.exists():
            return []
        found = []
        for line in self.log.read_text().splitlines():
            try:
                event = json.loads(line)
            except ValueError:
                continue
            if event.get("event") == "call" and event.get("kind") == kind:
                found.append(event)
        return found

    def wait_for_callers(self, plan, deadline):
        """Until every caller has hung up or was hung up on."""
        shown = 0.0
        while True:
            done = {call["from"] for call in self.calls("caller")}
            if done >= set(plan.numbers):
                return
            if self.service.poll() is not None:
                raise SystemExit(f"{self.program}: the service ended:\n" + (self.folder / "service.log").read_text()[-2000:])
            if time.monotonic() > deadline:
                say(f"{self.program}: {len(set(plan.numbers) - done)} callers never ended")
                return
            if time.monotonic() - shown > 5:
                shown = time.monotonic()
                say(f"  {len(done)} of {len(plan.numbers)} callers are done")
            time.sleep(0.2)

    def end_agents(self):
        if self.floor is None:
            return
        try:
            self.floor.stdin.close()
        except OSError:
            pass
        self.stop(self.floor)
        self.floor = None

    def settle(self):
        """Until the service has no call any more."""
        self.until(lambda: (self.get("/v1/calls") or {"items": [1]})["items"] == [], 20, "calls are left over")

    def api_queues(self):
        return self.get("/v1/queues")["items"]

    def api_events(self):
        """Every fact that /v1/events tells, from the first one until each entry that it opened is closed."""
        offered = sum(queue["today"]["offered"] for queue in self.api_queues())
        request = urllib.request.Request(
            self.url + "/v1/events?after=0", headers={"Authorization": f"Bearer {self.key}"})
        found, opened, closed = [], 0, 0
        deadline = time.monotonic() + 20
        with urllib.request.urlopen(request, timeout=20) as stream:
            while opened < offered or closed < opened:
                line = stream.readline()
                if not line or time.monotonic() > deadline:
                    break
                if not line.startswith(b"data:"):
                    continue
                event = json.loads(line[5:])
                if event.get("id") is None:
                    continue
                opened += event["type"] == "entry_opened"
                closed += event["type"] == "entry_closed"
                found.append(event)
        return found

    def monitor(self):
        subprocess.run(
            [self.binary, "monitor"], check=False,
            env={**os.environ, "MAYDAY_URL": self.url, "MAYDAY_KEY": self.key})

    # The end

    def end_service(self):
        if self.service is not None:
            self.stop(self.service)
            self.service = None

    def end(self):
        self.end_agents()
        self.end_service()
        subprocess.run(
            [SCRIPTS / "bench", "down", "--name", self.name], stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL, check=False)

    @staticmethod
    def stop(process):
        if process.poll() is not None:
            return
        process.terminate()
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
