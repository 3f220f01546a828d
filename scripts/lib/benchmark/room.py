"""A private Asterisk, the service and scripted phones, for one benchmark. Everything is ended by its pid."""

import json
import os
import pathlib
import shlex
import signal
import subprocess
import time
import urllib.request

SCRIPTS = pathlib.Path(__file__).resolve().parents[2]
REPOSITORY = SCRIPTS.parent

CONFIGURATION = """\
node: bench
asterisk:
  - {{name: bench, url: "{url}", user: {user}, password_file: ari-password, requests: {requests}}}
store: {{path: journal.sqlite}}
api: {{listen: "127.0.0.1:0", keys_file: keys}}
queues:
  - {{id: support, name: Support, numbers: ["700"], ring_timeout: 15s, retry: 1s, wrap_up: 0s, default: true, answer: {answer}}}
agents:
{agents}
log: {{level: warning}}
"""


def end_group(process):
    """Ends a script and what it started; it was started as a session of its own."""
    for which, seconds in ((signal.SIGTERM, 10), (signal.SIGKILL, None)):
        try:
            os.killpg(process.pid, which)
        except ProcessLookupError:
            pass
        try:
            process.wait(timeout=seconds)
            return
        except subprocess.TimeoutExpired:
            continue


def cpu_seconds(pid):
    """Processor time of a process so far, user's and kernel's."""
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


class Room:
    def __init__(self, folder, binary, bench_options=()):
        self.folder = pathlib.Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        self.binary = binary
        self.name = f"benchmark-{os.getpid()}"
        self.bench_options = list(bench_options)
        self.service = None
        self.phones_process = None
        self.log = self.folder / "phones.jsonl"

    def __enter__(self):
        out = subprocess.run(
            [SCRIPTS / "bench", "up", "--name", self.name, *self.bench_options],
            stdout=subprocess.PIPE, text=True, check=True)
        self.environment = {}
        for line in out.stdout.splitlines():
            words = shlex.split(line)
            if words[:1] == ["export"]:
                name, _, value = words[1].partition("=")
                self.environment[name] = value
        self.ari_url = self.environment["MAYDAY_BENCH_ARI_URL"]
        self.ari_user = self.environment["MAYDAY_BENCH_ARI_USER"]
        self.ari_password = self.environment["MAYDAY_BENCH_ARI_PASSWORD"]
        return self

    def __exit__(self, *_):
        self.end_phones()
        self.end_service()
        subprocess.run(
            [SCRIPTS / "bench", "down", "--name", self.name], stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL, check=False)

    def configure(self, agents, url=None, connection="ring", answer="answer", requests="http"):
        password = self.folder / "ari-password"
        password.unlink(missing_ok=True)
        password.write_text(self.ari_password + "\n")
        password.chmod(0o600)
        lines = [
            f'  - {{id: "{a}", name: "Agent {a}", endpoint: PJSIP/{a}, queues: [support], initial_state: ready, '
            f'connection: {connection}}}'
            for a in agents]
        (self.folder / "mayday.yaml").write_text(
            CONFIGURATION.format(
                url=url or self.ari_url, user=self.ari_user, answer=answer, requests=requests,
                agents="\n".join(lines) or "  []"))

    # The service

    def start_service(self, wait=True):
        port = self.folder / "port"
        port.unlink(missing_ok=True)
        with open(self.folder / "service.log", "ab") as log:
            self.service = subprocess.Popen(
                [self.binary, "serve", "--config", "mayday.yaml", "--port-file", "port"], cwd=self.folder,
                stdout=log, stderr=log, stdin=subprocess.DEVNULL)
        if wait:
            self.wait_ready()

    def wait_ready(self, seconds=30, pause=0.02):
        """Until the service says that it is ready."""
        port = self.folder / "port"
        deadline = time.monotonic() + seconds
        while True:
            if self.service.poll() is not None:
                raise SystemExit("the service ended:\n" + (self.folder / "service.log").read_text()[-2000:])
            if port.exists() and (text := port.read_text().strip()):
                self.url = f"http://127.0.0.1:{text}"
                if self.get("/v1/ready", key=False) is not None:
                    return
            if time.monotonic() > deadline:
                raise SystemExit("the service did not become ready")
            time.sleep(pause)

    def end_service(self, kill=False):
        if self.service is None:
            return
        if self.service.poll() is None:
            self.service.send_signal(signal.SIGKILL if kill else signal.SIGTERM)
            try:
                self.service.wait(timeout=10)
            except subprocess.TimeoutExpired:
                self.service.kill()
                self.service.wait()
        self.service = None

    def get(self, path, key=True):
        request = urllib.request.Request(self.url + path)
        if key:
            request.add_header("Authorization", f"Bearer {(self.folder / 'keys.admin').read_text().strip()}")
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:
                return json.load(answer)
        except OSError:
            return None

    def items(self, path, limit=500):
        """A whole list of the API, page by page."""
        found, cursor = [], None
        while True:
            page = self.get(f"{path}?limit={limit}" + (f"&cursor={cursor}" if cursor else ""))
            if page is None:
                return found
            found += page["items"]
            cursor = page.get("next")
            if not cursor:
                return found

    def rss_bytes(self):
        for line in pathlib.Path(f"/proc/{self.service.pid}/status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) * 1024
        return 0

    def asterisk_pid(self):
        words = subprocess.run(
            [SCRIPTS / "bench", "status", "--name", self.name], stdout=subprocess.PIPE, text=True,
            check=True).stdout.split()
        return int(words[words.index("pid") + 1])

    # The phones

    def phones(self, lines):
        """One process with a phone for each line, of scripts/phone --many."""
        if self.phones_process is None:
            with open(self.folder / "phones.log", "ab") as errors:
                self.phones_process = subprocess.Popen(
                    [SCRIPTS / "phone", "--many", "--log", self.log], stdin=subprocess.PIPE, stdout=errors,
                    stderr=errors, text=True, env={**os.environ, **self.environment})
        for line in lines:
            self.phones_process.stdin.write(line + "\n")
        self.phones_process.stdin.flush()

    def end_phones(self):
        if self.phones_process is None:
            return
        try:
            self.phones_process.stdin.close()
        except OSError:
            pass
        self.phones_process.terminate()
        try:
            self.phones_process.wait(timeout=15)
        except subprocess.TimeoutExpired:
            self.phones_process.kill()
            self.phones_process.wait()
        self.phones_process = None

    def events(self):
        """What the phones have logged so far."""
        if not self.log.exists():
            return []
        found = []
        for line in self.log.read_text().splitlines():
            try:
                found.append(json.loads(line))
            except ValueError:
                continue
        return found

    def until(self, check, seconds, what):
        deadline = time.monotonic() + seconds
        while not check():
            if time.monotonic() > deadline:
                raise SystemExit(f"benchmark: {what}")
            time.sleep(0.05)

    def cli(self, words):
        return subprocess.run(
            [SCRIPTS / "bench", "cli", "--name", self.name, words], stdout=subprocess.PIPE, text=True,
            check=False).stdout

    def until_quiet(self, seconds=60):
        """Until Asterisk has no call any more; what the phones have left behind is hung up."""
        self.cli("channel request hangup all")
        self.until(lambda: "\n0 active channels" in "\n" + self.cli("core show channels count"), seconds,
                   "calls were left over")

    def registered(self, count):
        """Until so many phones are reachable."""
        def check():
            return sum("Avail" in l or "NonQual" in l for l in self.cli("pjsip show contacts").splitlines()) >= count
        self.until(check, 30, f"{count} agents did not register")
