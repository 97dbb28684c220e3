"""Somebody at a browser: signs in by password, opens pages, presses what is written on buttons, reads what stands there."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from tests.browser import Live
from tests.web.spine.papers import photo
from tests.world import PASSWORD

DESK = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}
# What the phone holds: how many drafts, how many that wait, and which photos of these the server has.
HELD = """async () => {
  const base = await new Promise((done) => { const asked = indexedDB.open("bihuan-phone"); asked.onsuccess = () => done(asked.result); });
  const all = (name) => new Promise((done) => { const asked = base.transaction(name).objectStore(name).getAll(); asked.onsuccess = () => done(asked.result); });
  const held = { drafts: await all("drafts"), waiting: await all("waiting") };
  base.close();
  return { drafts: held.drafts.length, waiting: held.waiting.length, notes: held.waiting.flatMap((each) => each.photos.map((photo) => Boolean(photo.note))) };
}"""


@dataclass
class Hand:
    """One person of the world with a browser of their own. `faults` are script errors and complaints of the console."""

    page: Any
    site: Live
    key: str
    faults: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("pageerror", lambda error: self.faults.append(f"{self.page.url}: {error}"))
        self.page.on("console", self._heard)

    def _heard(self, message: Any) -> None:
        if message.type in ("error", "warning"):
            self.faults.append(f"{self.page.url}: {message.text}")

    def sign_in(self) -> Hand:
        """By account and password, as on any morning."""
        self.page.goto(f"{self.site.url}/accounts/sign-in/")
        self.page.fill("#id_username", self.key)
        self.page.fill("#id_password", PASSWORD)
        self.page.click("form .btn-big")
        self.page.wait_for_url(f"{self.site.url}/")
        return self

    def go(self, path: str) -> Hand:
        """Opens an address of the site; it must answer 200."""
        answer = self.page.goto(f"{self.site.url}{path}")
        assert answer.status == 200, f"{self.key} {path}: {answer.status}"
        return self

    def sees(self, words: str, inside: str = "main") -> None:
        """Fails unless the words stand in the page; waits for them."""
        self.page.locator(inside).filter(has_text=words).first.wait_for()

    def press(self, words: str) -> None:
        """Presses the button or link with exactly these words that can be seen."""
        found = self.page.get_by_role("button", name=words, exact=True)
        found.or_(self.page.get_by_role("link", name=words, exact=True)).locator("visible=true").first.click()

    def act(self, key: str, **fields: Any) -> None:
        """Fills in the form of one step on a problem's page, sends it and waits until the server has answered.

        Values: text for a field, True for a box or radio to press, a list of (name, bytes) for files.
        """
        form = self.page.locator(f"#act-{key}")
        for fold in form.locator("xpath=ancestor::details").all():
            if fold.get_attribute("open") is None:
                fold.locator("xpath=./summary").click()
        for name, value in fields.items():
            self.fill(form, name, value)
        button = form.locator("button[type=submit]").or_(self.page.locator(f"button[form=act-{key}]"))
        self.page.evaluate("document.querySelector('main').dataset.old = '1'")
        with self.page.expect_response(lambda r: f"/do/{key}/" in r.url and r.request.method == "POST"):
            button.locator("visible=true").first.click()
        self.page.locator("main:not([data-old])").wait_for()

    def fill(self, form: Any, name: str, value: Any) -> None:
        """Puts a value into the field `name` of `form`, whatever kind of field it is."""
        field = form.locator(f"[name={name}]")
        if isinstance(value, list):
            field.set_input_files(
                [{"name": n, "mimeType": "image/jpeg", "buffer": data} for n, data in value]
            )
        elif field.first.get_attribute("type") in ("radio", "checkbox"):
            form.locator(f"[name={name}][value='{value}']").locator("xpath=ancestor::label").first.click()
        elif field.first.evaluate("e => e.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)

    def pick_unit(self, form: Any, name: str, unit: str) -> None:
        """Chooses a unit by typing its name into the picker."""
        picker = form.locator(".unit-picker", has=self.page.locator(f"[name={name}]"))
        picker.locator("input[type=search]").fill(unit)
        picker.locator(f"label[data-name='{unit}']:visible").click()

    def posts(self, path: str, **data: str) -> tuple[int, str]:
        """Sends a form from outside its page, as somebody would who knows the address; returns status and page."""
        token = next(c["value"] for c in self.page.context.cookies() if c["name"].endswith("csrftoken"))
        headers = {"X-CSRFToken": token, "Referer": f"{self.site.url}/"}
        answer = self.page.context.request.post(f"{self.site.url}{path}", form=data, headers=headers)
        return answer.status, answer.text()

    def status_of(self, path: str) -> int:
        """What a GET of the address answers."""
        return int(self.page.context.request.get(f"{self.site.url}{path}").status)

    def ring(self) -> tuple[str, str]:
        """The ring of the gates on a problem's page: (2/4, 四关：已过、...)."""
        head = self.page.locator("section:has(.gates) > header")
        label = head.locator("svg.ring").get_attribute("aria-label")
        return head.locator("span.nw").inner_text(), label


def shot(words: str) -> tuple[str, bytes]:
    """A named photo to be uploaded."""
    return f"{words}.jpg", photo(words)
