"""A lamp of a phone: subscribes to an extension's hint (BLF, RFC 4235) and logs each state that it is told."""

import re

from . import digest
from .message import Message, token
from .station import Timeout


class Lamp:
    def __init__(self, phone, extension):
        self.phone, self.extension = phone, extension
        self.call_id, self.tag, self.sequence = f"{token()}@lamp", token(4), 0

    def request(self, authorization=None):
        phone, self.sequence = self.phone, self.sequence + 1
        uri = f"sip:{self.extension}@{phone.domain}"
        request = Message(method="SUBSCRIBE", uri=uri)
        request.add("Via", phone.station.via()).add("Max-Forwards", "70")
        request.add("From", f"<sip:{phone.name}@{phone.domain}>;tag={self.tag}").add("To", f"<{uri}>")
        request.add("Call-ID", self.call_id).add("CSeq", f"{self.sequence} SUBSCRIBE").add("Contact", phone.contact)
        request.add("Event", "dialog").add("Accept", "application/dialog-info+xml").add("Expires", "3600")
        if authorization:
            request.add("Authorization", authorization)
        return request

    async def subscribe(self):
        try:
            answer = await self.phone.station.request(self.request())
            if answer.status == 401:
                proof = digest.authorization(answer.get("www-authenticate"), "SUBSCRIBE",
                                             f"sip:{self.extension}@{self.phone.domain}", self.phone.name,
                                             self.phone.password)
                answer = await self.phone.station.request(self.request(proof))
            self.phone.log("watching", extension=self.extension, status=answer.status)
        except Timeout:
            self.phone.log("watching", extension=self.extension, status=0)

    def take(self, notify):
        """A NOTIFY: `terminated` is dark, `early` blinks, `confirmed` is on."""
        states = re.findall(r"<state>(\w+)</state>", notify.body.decode("utf-8", "replace"))
        if states:
            self.phone.log("lamp", extension=self.extension, state=states[-1])
