"""The sheet as it was handed in, with what was refused coloured and said: what an office passes down to have it mended."""

from __future__ import annotations

import io
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

import xlsxwriter
from xlsxwriter.exceptions import DuplicateWorksheetName, InvalidWorksheetName
from xlsxwriter.worksheet import Worksheet

from bihuan.engine.reading.files import Sheet, sheets
from bihuan.engine.reading.headings import Found, find
from bihuan.engine.reading.model import LOOKED_AT, Refusal

MOST_ROWS = 3000  # of a sheet that is copied whole; of a longer one only the refused rows are
SAID = "哪里没有读"
WAS_ROW = "原表行号"
WIDEST = 40
# everything is written as text, so that nothing in it can run as a formula
TEXT_ONLY = {
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
    "in_memory": True,
}
_NO_NAME = re.compile(r"[\[\]:*?/\\']")


def annotate(
    name: str, data: bytes, refusals: Iterable[Refusal], aliases: Mapping[str, str] | None = None
) -> bytes:
    """Returns an .xlsx of the file's sheets that have refusals: refused cells coloured, a comment on each, a last column in words.

    A sheet of more than `MOST_ROWS` rows gives its headings and its refused rows, with the row they had. Raises `files.Refused`
    when the file cannot be opened (it could when it was read).
    """
    by_sheet: dict[str, list[Refusal]] = defaultdict(list)
    for refusal in refusals:
        if refusal.file == name:
            by_sheet[refusal.sheet].append(refusal)
    stream = io.BytesIO()
    out = xlsxwriter.Workbook(stream, TEXT_ONLY)
    for sheet in sheets(name, data):
        found = find(sheet.texts.head(LOOKED_AT).rows(), name, aliases or {})
        if found and by_sheet.get(sheet.name):
            _Copy(out, sheet, found, by_sheet[sheet.name]).write()
    if not out.worksheets():
        out.add_worksheet("都读了").write_string(0, 0, "这份表没有读不出的格子。")
    out.close()
    return stream.getvalue()


class _Copy:
    """One sheet on its way out."""

    def __init__(
        self, out: xlsxwriter.Workbook, sheet: Sheet, found: Found, refusals: Sequence[Refusal]
    ) -> None:
        self.page = _page(out, sheet.name)
        self.sheet, self.found, self.refusals = sheet, found, refusals
        self.at = {place.heading: place.at for place in found.places}
        self.bad = out.add_format(
            {"bg_color": "#FBE3E0", "font_color": "#A3221A", "border": 1, "num_format": "@"}
        )
        self.words = out.add_format({"font_color": "#A3221A", "text_wrap": True, "valign": "top"})
        self.bold = out.add_format({"bold": True})

    def write(self) -> None:
        """1. the cells, all or only those of headings and refused rows; 2. the sentences beside; 3. colour and comment."""
        said: dict[int, list[Refusal]] = defaultdict(list)
        for refusal in self.refusals:
            said[refusal.row - self.sheet.first_row].append(refusal)
        whole = self.sheet.texts.height <= MOST_ROWS
        rows = range(self.sheet.texts.height) if whole else [*range(self.found.end), *sorted(said)]
        width = self.sheet.texts.width
        for to, at in enumerate(rows):
            for column, text in enumerate(self.sheet.texts.row(at)):
                if text is not None:
                    self.page.write_string(to, column, text, self.bold if at == self.found.end - 1 else None)
            self._say(to, width, said.get(at, []))
            if not whole and at >= self.found.end:
                self.page.write_string(to, width + 1, str(at + self.sheet.first_row))
        self._head(width, whole)

    def _say(self, to: int, width: int, refusals: Sequence[Refusal]) -> None:
        if not refusals:
            return
        self.page.write_string(
            to, width, "".join(f"{refusal.heading}：{refusal.sentence}" for refusal in refusals), self.words
        )
        for refusal in refusals:
            column = self.at.get(refusal.heading, 0)
            self.page.write_string(to, column, refusal.raw, self.bad)
            self.page.write_comment(to, column, refusal.sentence, {"author": "闭环", "x_scale": 2})

    def _head(self, width: int, whole: bool) -> None:
        top = self.found.end
        self.page.write_string(top - 1, width, SAID, self.bold)
        if not whole:
            self.page.write_string(top - 1, width + 1, WAS_ROW, self.bold)
        self.page.freeze_panes(top, 0)
        for column in range(width):
            texts = self.sheet.texts[:, column].head(200).slice(top - 1)
            longest = max((len(text) for text in texts if text), default=4)
            self.page.set_column(column, column, min(WIDEST, max(8, longest * 1.6)))
        self.page.set_column(width, width, WIDEST)


def _page(out: xlsxwriter.Workbook, name: str) -> Worksheet:
    """A sheet of this name, or of one like it where the format allows no such name (a .csv is named after its file)."""
    try:
        return out.add_worksheet(name)
    except (InvalidWorksheetName, DuplicateWorksheetName):
        return out.add_worksheet(f"{_NO_NAME.sub('', name)[:26]}（{len(out.worksheets()) + 1}）")
