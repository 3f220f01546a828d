"""SIP messages as values (RFC 3261, section 7): parsing and writing, nothing else."""

import secrets

COMPACT = {"v": "via", "f": "from", "t": "to", "i": "call-id", "m": "contact", "c": "content-type", "l": "content-length"}


class Malformed(ValueError):
    """Not a SIP message."""


class Message:
    """One request (method and uri are set) or response (status and reason are set)."""

    def __init__(self, method=None, uri=None, status=None, reason="", headers=None, body=b""):
        self.method, self.uri, self.status, self.reason = method, uri, status, reason
        self.headers = headers if headers is not None else []
        self.body = body
        self.at = None  # when it arrived, in ms since the epoch

    @classmethod
    def parse(cls, data):
        head, _, body = data.partition(b"\r\n\r\n")
        lines = head.decode("utf-8", "replace").replace("\r\n ", " ").replace("\r\n\t", " ").split("\r\n")
        first = lines[0].split(" ", 2)
        if len(first) < 2:
            raise Malformed(lines[0])
        if first[0] == "SIP/2.0":
            if not first[1].isdigit():
                raise Malformed(lines[0])
            message = cls(status=int(first[1]), reason=first[2] if len(first) > 2 else "", body=body)
        elif len(first) == 3 and first[2] == "SIP/2.0":
            message = cls(method=first[0], uri=first[1], body=body)
        else:
            raise Malformed(lines[0])
        for line in lines[1:]:
            name, colon, value = line.partition(":")
            if colon:
                message.headers.append((name.strip(), value.strip()))
        for name in ("via", "from", "to", "call-id", "cseq"):
            if not message.get(name):
                raise Malformed(f"no {name}")
        return message

    def get(self, name, default=""):
        for value in self.all(name):
            return value
        return default

    def all(self, name):
        return [v for n, v in self.headers if COMPACT.get(n.lower(), n.lower()) == name]

    def add(self, name, value):
        self.headers.append((name, value))
        return self

    @property
    def cseq(self):
        number, _, method = self.get("cseq").partition(" ")
        return (int(number) if number.isdigit() else 0), method.strip()

    @property
    def branch(self):
        return parameter(self.get("via"), "branch")

    def encode(self):
        start = f"SIP/2.0 {self.status} {self.reason}" if self.status else f"{self.method} {self.uri} SIP/2.0"
        lines = [start] + [f"{n}: {v}" for n, v in self.headers] + [f"Content-Length: {len(self.body)}", "", ""]
        return "\r\n".join(lines).encode() + self.body

    def response(self, status, reason, tag=None):
        """A response to this request: the headers that RFC 3261, 8.2.6.2 wants copied."""
        answer = Message(status=status, reason=reason)
        for name, header in (("via", "Via"), ("from", "From"), ("to", "To"), ("call-id", "Call-ID"), ("cseq", "CSeq")):
            for value in self.all(name):
                if name == "to" and tag and not parameter(value, "tag"):
                    value += f";tag={tag}"
                answer.add(header, value)
        return answer


def parameter(value, name):
    """A parameter behind the address: `parameter("<sip:a>;tag=b", "tag")` is `b`."""
    tail = value.rpartition(">")[2] if ">" in value else value
    for part in tail.split(";")[1:]:
        key, _, content = part.strip().partition("=")
        if key.lower() == name:
            return content
    return ""


def address(value):
    """The URI of a From, To or Contact header."""
    if "<" in value:
        return value.partition("<")[2].partition(">")[0]
    return value.partition(";")[0].strip()


def user(value):
    """The user of a header's URI."""
    return address(value).partition(":")[2].partition("@")[0]


def token(length=8):
    return secrets.token_hex(length)
