"""How a piece of evidence is drawn: picture, stamp, caption, where it is from, and what to look at twice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from bihuan.web.config import clock
from bihuan.web.problems import files
from bihuan.web.problems.models import Evidence
from bihuan.web.ui.words import cn_date, cn_datetime, day_of

CLOCKS = {"phone": "手机时间", "stated": "日期为自填"}


@dataclass(frozen=True)
class Photo:
    """One piece of evidence as drawn. `view` is what the viewer shows (empty: only a download), `pages` how many sheets it has.

    `marks` are words to look at twice; `off` says why it was withdrawn.
    """

    href: str
    src: str
    stamp: str
    caption: str
    source: str
    view: str = ""
    pages: int = 1
    marks: tuple[str, ...] = ()
    off: str = ""

    @property
    def looks(self) -> str:
        """The marks as one line for the viewer."""
        return "；".join(self.marks)


class Photos:
    """All evidence of a problem, drawn; `twins` are the words of `twins.marks`."""

    def __init__(self, rows: Sequence[Evidence], twins: Mapping[int, list[str]]) -> None:
        self.rows = [(row, photo_of(row, twins.get(row.pk, []))) for row in rows]

    def of(self, **where: Any) -> list[Photo]:
        """Those whose columns have these values, withdrawn ones last."""
        found = [
            (row, photo)
            for row, photo in self.rows
            if all(getattr(row, name) == value for name, value in where.items())
        ]
        return [photo for row, photo in sorted(found, key=lambda each: not each[0].counts)]


def photo_of(evidence: Evidence, twins: Sequence[str] = ()) -> Photo:
    """The picture, its stamp and where it is from; a stated or phone's time says so."""
    taken = evidence.taken_at.astimezone(clock.ZONE)
    hour = "" if evidence.taken_clock == Evidence.Clock.STATED else f" {taken:%H:%M}"
    flag = CLOCKS.get(evidence.taken_clock, "")
    visible = evidence.media_type in files.PICTURES or evidence.media_type == "application/pdf"
    return Photo(
        href=reverse("problems:evidence", args=[evidence.pk]),
        src=reverse("problems:thumbnail", args=[evidence.pk]) if evidence.thumbnail else "",
        stamp=f"{taken:%m-%d}{hour}",
        caption=evidence.caption,
        source="，".join(part for part in (evidence.source, flag, place_words(evidence)) if part),
        view=reverse("problems:view", args=[evidence.pk]) if visible else "",
        pages=evidence.pages,
        marks=(*own_time_marks(evidence), *twins),
        off=off_words(evidence),
    )


def place_words(evidence: Evidence) -> str:
    """Where the phone or the photo says it was; empty when nobody said."""
    if evidence.latitude is None or evidence.longitude is None:
        return ""
    about = f"，误差约 {evidence.accuracy} 米" if evidence.accuracy else ""
    return f"{evidence.get_place_from_display()} {evidence.latitude:.5f}, {evidence.longitude:.5f}{about}"


def own_time_marks(evidence: Evidence) -> tuple[str, ...]:
    """What the photo says of its own time where that is another day than the evidence's date."""
    if evidence.photo_at is None or day_of(evidence.photo_at) == day_of(evidence.taken_at):
        return ()
    return (f"照片自带时间是{cn_date(evidence.photo_at)}，与佐证日期{cn_date(evidence.taken_at)}不同",)


def off_words(evidence: Evidence) -> str:
    """Why and when it was withdrawn; empty for what counts."""
    if evidence.withdrawn_at is None:
        return ""
    return f"{cn_datetime(evidence.withdrawn_at)}撤下，不算数：{evidence.withdrawn_why}"
