"""Somebody at a browser without the browser: one kept connection, cookies, forms with their hidden keys."""

from __future__ import annotations

import http.client
import re
import time
from typing import NamedTuple
from urllib.parse import urlencode, urlsplit

PASSWORD = "yunxi-2026-yanshi"  # of everybody in the demo; it is printed where the demo starts

_HIDDEN = re.compile(r'<input type="hidden" name="(csrfmiddlewaretoken|idem)" value="([^"]*)"')
IDLE = 5.0  # seconds after which a kept connection is not trusted
FIELDS = {"Content-Type": "application/x-www-form-urlencoded"}


class Answer(NamedTuple):
    """What came back: status, where it leads, the page."""

    status: int
    location: str
    page: str

    @property
    def keys(self) -> dict[str, str]:
        """The hidden keys that a form of the page sends along."""
        return dict(_HIDDEN.findall(self.page))


class Visitor:
    """A person of the demo at `address` (http://127.0.0.1:8000)."""

    def __init__(self, address: str) -> None:
        self._address = address
        self._host = urlsplit(address).netloc
        self._line = http.client.HTTPConnection(self._host, timeout=60)
        self._used = time.monotonic()
        self.cookies: dict[str, str] = {}

    @property
    def cookie(self) -> str:
        """The header that makes a request this person's."""
        return "; ".join(f"{name}={value}" for name, value in self.cookies.items())

    def sign_in(self, username: str) -> None:
        """Signs in with the demo's password. RuntimeError when it is refused."""
        page = self.get("/accounts/sign-in/")
        answer = self.post("/accounts/sign-in/", {**page.keys, "username": username, "password": PASSWORD})
        if answer.status != 302 or "sessionid" not in self.cookies:
            raise RuntimeError(f"{username} could not sign in: {answer.status}")

    def get(self, path: str) -> Answer:
        """Opens a page."""
        return self._ask("GET", path, None)

    def post(self, path: str, fields: dict[str, str]) -> Answer:
        """Sends a form."""
        return self._ask("POST", path, urlencode(fields))

    def _ask(self, method: str, path: str, body: str | None) -> Answer:
        if time.monotonic() - self._used > IDLE:
            self._line.close()  # the server does not keep it for ever either; it opens anew
        known = {"Cookie": self.cookie, "Referer": f"{self._address}{path}"} | (FIELDS if body else {})
        self._line.request(method, path, body=body, headers=known)
        answer = self._line.getresponse()
        page, self._used = answer.read().decode(), time.monotonic()
        for given in answer.headers.get_all("Set-Cookie") or []:
            name, _, value = given.partition(";")[0].partition("=")
            self.cookies[name] = value
        return Answer(answer.status, answer.headers.get("Location", ""), page)
