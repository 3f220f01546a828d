"""Digest authentication of SIP (RFC 3261, section 22; MD5, with and without qop)."""

import hashlib
import re
import secrets


def md5(text):
    return hashlib.md5(text.encode()).hexdigest()


def authorization(challenge, method, uri, user, password):
    """The value of Authorization for a WWW-Authenticate or Proxy-Authenticate value."""
    fields = {k.lower(): q or v for k, q, v in re.findall(r'(\w+)=(?:"([^"]*)"|([^,\s]*))', challenge)}
    realm, nonce = fields.get("realm", ""), fields.get("nonce", "")
    first, second = md5(f"{user}:{realm}:{password}"), md5(f"{method}:{uri}")
    parts = [f'username="{user}"', f'realm="{realm}"', f'nonce="{nonce}"', f'uri="{uri}"', "algorithm=MD5"]
    if "auth" in fields.get("qop", ""):
        client = secrets.token_hex(8)
        answer = md5(f"{first}:{nonce}:00000001:{client}:auth:{second}")
        parts += ["qop=auth", "nc=00000001", f'cnonce="{client}"']
    else:
        answer = md5(f"{first}:{nonce}:{second}")
    parts.append(f'response="{answer}"')
    if "opaque" in fields:
        parts.append(f'opaque="{fields["opaque"]}"')
    return "Digest " + ", ".join(parts)
