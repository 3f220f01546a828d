"""The few requests to ARI that benchmarks make themselves."""

import base64
import json
import urllib.request


class ARI:
    def __init__(self, room):
        self.url = room.ari_url + "/ari"
        word = base64.b64encode(f"{room.ari_user}:{room.ari_password}".encode()).decode()
        self.headers = {"Authorization": f"Basic {word}", "Content-Type": "application/json"}

    def send(self, method, path, body=None):
        request = urllib.request.Request(
            self.url + path, method=method, headers=self.headers,
            data=None if body is None else json.dumps(body).encode())
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.loads(answer.read() or "null")
