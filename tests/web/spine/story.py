"""What a person reads on the page of a problem: its state, whose turn it is, who has it, and what happened to it so far."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from tests.web.spine.conftest import Ask, Sit
from tests.web.spine.hand import PHONE, Hand


@dataclass
class Story:
    """The problem `pk`; `phones` are the people who have nothing but a phone."""

    pk: int
    sit: Sit
    ask: Ask
    phones: tuple[str, ...] = ()

    def at(self, key: str) -> Hand:
        """That person with the problem's page open; on a phone it must not scroll sideways."""
        hand = self.hand(key).go(f"/problems/{self.pk}/")
        if key in self.phones:
            assert hand.page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
        return hand

    def hand(self, key: str) -> Hand:
        """That person, wherever they are."""
        return self.sit(key, phone=True) if key in self.phones else self.sit(key)

    def from_first_screen(self, key: str, title: str) -> Hand:
        """That person starts the day, finds the problem on the first screen and opens it from there."""
        hand = self.hand(key).go("/")
        hand.page.locator(f"main a[href*='/problems/{self.pk}/']", has_text=title).first.click()
        hand.page.wait_for_url(f"**/problems/{self.pk}/**")
        return hand

    def turn(self, hand: Hand, state: str, title: str, after: str = "") -> None:
        """It is the reader's turn: the state word in the head, the step in the box, what comes after it."""
        assert _texts(hand, ".head .st") == [state]
        seen = _texts(hand, "#turn-h") or _texts(hand, ".waits b")
        assert seen == [f"轮到您：{title}"], seen
        assert after in "".join(_texts(hand, "#turn .after"))

    def waits(self, hand: Hand, state: str, words: str) -> None:
        """It is somebody else's turn: the state word, and who is waited for to do what."""
        assert _texts(hand, ".head .st") == [state]
        seen = _texts(hand, ".waits b") or _texts(hand, "#turn-h")
        assert seen == [words], seen
        assert hand.page.locator("#turn").count() == 0

    def life(self, hand: Hand, *newest: str) -> None:
        """The newest lines of what happened, as the time line has them."""
        lines = _texts(hand, ".tl li:not(.next):not(.now) > div")
        seen = tuple(line.split("\n")[0] for line in lines[: len(newest)])
        assert seen == newest, seen

    def whole_life(self, hand: Hand, *lines: str) -> None:
        """Everything that happened, newest first, and nothing else."""
        self.life(hand, *lines)
        assert hand.page.locator(".tl li:not(.next):not(.now)").count() == len(lines)

    def refused(self, hand: Hand, key: str, words: str, **fields: Any) -> None:
        """The step is refused with these words, and what was written is still in the form."""
        hand.act(key, **fields)
        hand.sees(words)
        assert "422" in hand.faults.pop()  # the console names every refusal


def _texts(hand: Hand, selector: str) -> list[str]:
    return [text.strip() for text in hand.page.locator(selector).all_inner_texts()]


def register(hand: Hand, title: str, place: str, **fields: Any) -> int:
    """Registers a problem with the form for it, the folded fields too; its id."""
    hand.go("/problems/new/")
    form = hand.page.locator("form.look:has([name=title])")
    form.locator("details.optional > summary").click()
    for name, value in {"title": title, "area_code": place, **fields}.items():
        hand.fill(form, name, value)
    hand.press("登记问题")
    hand.page.wait_for_url(re.compile(r"/problems/\d+/$"))
    return int(hand.page.url.rstrip("/").rpartition("/")[2])
