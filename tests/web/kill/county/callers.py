"""People at their browsers: real sessions over HTTP, a form sent again with the same key until it is answered."""

from __future__ import annotations

import http.client
import threading
import uuid
from dataclasses import dataclass, field
from random import Random
from typing import Any
from urllib.parse import urlsplit

from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

TOKEN = "k" * 32  # what the cookie and the form of one browser agree on
PATIENCE, PAUSE = 240, 0.25  # how often, and how many seconds apart, somebody presses again


@dataclass
class Sent:
    """One form: who sent it where, what came of it, and whether an answer to it was ever lost."""

    who: str
    kind: str
    path: str
    id: str
    keyed: bool
    status: int = 0
    location: str = ""
    lost: int = 0

    @property
    def done(self) -> bool:
        return 200 <= self.status < 400


@dataclass
class Ledger:
    """Everything that was sent, and what went wrong in a way nobody should see."""

    sent: list[Sent] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    begun: int = 0
    moved: threading.Condition = field(default_factory=threading.Condition)

    def begin(self) -> None:
        with self.moved:
            self.begun += 1
            self.moved.notify_all()

    def add(self, sent: Sent) -> None:
        with self.moved:
            self.sent.append(sent)

    def fault(self, words: str) -> None:
        with self.moved:
            self.faults.append(words)
            self.moved.notify_all()


@dataclass
class Caller:
    """One person at one browser. `session` is the cookie of a session that stands in the database."""

    key: str
    session: str
    address: str
    ledger: Ledger
    rest: threading.Event  # never set: waiting for it is a pause

    def post(self, rng: Random, kind: str, path: str, /, *, keyed: bool = True, **form: Any) -> Sent:
        """Sends a form until it is answered (once, where it has no key) and writes down what came of it."""
        given = {"csrfmiddlewaretoken": TOKEN, **form}
        if keyed:
            given["idem"] = str(uuid.UUID(int=rng.getrandbits(128), version=4))
        body = encode_multipart(BOUNDARY, given)
        sent = Sent(
            self.key, kind, path, f"{kind.replace(chr(95), chr(45))[:20]}-{rng.getrandbits(64):016x}", keyed
        )
        self.ledger.begin()
        for _ in range(PATIENCE if keyed else 1):
            sent.status, sent.location = self._once("POST", path, body, sent.id)
            if 0 < sent.status < 500:
                break
            sent.lost += 1
            self.rest.wait(PAUSE)
        else:
            if keyed:
                self.ledger.fault(f"stuck: {sent}")
        if "/sign-in/" in sent.location:
            self.ledger.fault(f"thrown out: {sent}")
        self.ledger.add(sent)
        return sent

    def get(self, path: str) -> int:
        """Looks at a page until it is shown; the status."""
        self.ledger.begin()
        status = 0
        for _ in range(PATIENCE):
            status, location = self._once("GET", path, b"", "look")
            if 0 < status < 500:
                if "/sign-in/" in location:
                    self.ledger.fault(f"thrown out: {self.key} {path}")
                return status
            self.rest.wait(PAUSE)
        self.ledger.fault(f"stuck: {self.key} {path} {status}")
        return status

    def _once(self, method: str, path: str, body: bytes, name: str) -> tuple[int, str]:
        """(status, where it sends us); (0, "") when the connection broke."""
        there = urlsplit(self.address)
        headers = {
            "Cookie": f"sessionid={self.session}; csrftoken={TOKEN}",
            "X-Request-Id": name,
            "Referer": self.address,
            "Content-Type": MULTIPART_CONTENT,
        }
        line = http.client.HTTPConnection(there.hostname or "", there.port, timeout=60)
        try:
            line.request(method, path, body, headers)
            answer = line.getresponse()
            answer.read()
            return answer.status, answer.getheader("Location", "") or ""
        except (OSError, http.client.HTTPException):
            return 0, ""
        finally:
            line.close()
