"""From a document to a campaign, by hand in the browser: upload, the job's page, review, publishing."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from tests.web.spine.conftest import Ask
from tests.web.spine.hand import Hand
from tests.web.spine.papers import Paper

CHANGED = "是否建立危房改造台账并逐户拍照留底，做到应改尽改。"


@dataclass
class Office:
    """The county office at its desk, with the plan it works on."""

    hand: Hand
    ask: Ask
    paper: Paper
    plan: int = 0

    @property
    def page(self) -> Any:
        return self.hand.page

    def upload(self) -> None:
        """Sends the file, waits on the job's page, arrives at the review."""
        self.hand.go("/campaigns/plans/new/")
        field = {"name": self.paper.name, "mimeType": "text/plain", "buffer": self.paper.data}
        self.page.set_input_files("input[name=file]", field)
        self.hand.press("上传，读出条目")
        self.page.wait_for_url(re.compile(r"/jobs/\d+/|/campaigns/plans/\d+/$"))
        self.page.wait_for_url(re.compile(r"/campaigns/plans/\d+/$"), timeout=60_000)
        self.plan = int(self.page.url.rstrip("/").rpartition("/")[2])

    def tab(self, words: str) -> Any:
        """Opens a tab of the review; its words with the count."""
        link = self.page.locator("#panel nav.saved a").filter(has_text=re.compile(f"^{words} "))
        with self.page.expect_response(lambda r: "/items/" in r.url):
            link.click()
        self.page.locator("#panel nav.saved a[aria-current]").filter(has_text=words).wait_for()
        return link

    def map_names(self, token: str) -> int:
        """Puts `token` in place of every name the county does not know; returns how many there were."""
        count = 0
        self.tab("先看")
        while self.page.locator("#panel details.unknown").count():
            box = self.page.locator("#panel details.unknown")
            if box.get_attribute("open") is None:
                box.locator("summary").click()
            form = box.locator("form").first
            form.locator("select").select_option(token)
            self.posted(lambda form=form: form.locator("button").click())
            count += 1
        return count

    def posted(self, press: Any) -> None:
        """Does `press` and waits until the panel has been drawn anew."""
        self.page.evaluate("document.querySelector('#panel').dataset.old = '1'")
        press()
        self.page.wait_for_selector("#panel:not([data-old])")

    def confirm_sure(self) -> None:
        """Confirms together what was read with confidence."""
        self.posted(lambda: self.page.locator("#panel footer button", has_text="一并确认").click())

    def confirm_rest(self) -> int:
        """Confirms what is left one by one with the Enter key; returns how many."""
        self.tab("先看")
        count = 0
        while self.page.locator("#panel [data-key=confirm]").count():
            self.page.locator("body").evaluate("() => document.activeElement.blur()")
            self.posted(lambda: self.page.keyboard.press("Enter"))
            count += 1
        return count

    def publish(self, look_back: int, due: date, gates: tuple[str, ...] = ()) -> int:
        """Publishes with a week to answer and look-backs after so many days; returns the campaign's id."""
        self.page.locator("#review-acts a.btn-primary").click()
        self.page.fill("#id_lookback_days", str(look_back))
        self.page.fill("#id_answers_due", due.isoformat())
        chosen = self.page.locator("input[name=gates]:checked").locator("xpath=ancestor::label")
        assert tuple(w.strip() for w in chosen.all_inner_texts()) == self.paper.gates
        self.hand.press("发布，给各单位派下答复")
        self.page.wait_for_url(re.compile(r"/campaigns/\d+/$"))
        return int(self.page.url.rstrip("/").rpartition("/")[2])
