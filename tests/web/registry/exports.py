"""Small exports written by hand: the headings of the catalogue, the rows a test names by the catalogue's columns, in words of a sheet."""

from __future__ import annotations

import csv
import io
from typing import Any

from bihuan.engine.identity.plain import CHECK_DIGITS, WEIGHTS
from bihuan.engine.tables import EXPORTS

PLACE = {"county": "云溪县", "township": "柳溪镇", "village": "松湾村"}
XIE = {
    **PLACE,
    "household_id": "99010110100318",
    "household_type": "脱贫户",
    "surveyor": "段红梅",
    "entered_by": "蒋小芸",
    "reviewed_by": "何敏",
}


def id_number(born: str, nth: int = 1) -> str:
    """A number of the unassigned place 990101 with its right check digit."""
    body = f"990101{born}{nth:03d}"
    total = sum(int(digit) * weight for digit, weight in zip(body, WEIGHTS, strict=True))
    return body + CHECK_DIGITS[total % 11]


FATHER, MOTHER, SON = id_number("19740512", 3), id_number("19770203", 4), id_number("20020809", 5)


def person(name: str, relation: str, number: str, **more: Any) -> dict[str, Any]:
    return {
        **XIE,
        "name": name,
        "relation": relation,
        "id_number": number,
        "id_type": "居民身份证",
        "sex": "男",
        **more,
    }


def xie(**more: Any) -> list[dict[str, Any]]:
    """A household of three; `more` is the household's."""
    rows = [
        person(
            "谢长福", "户主", FATHER, health="长期慢性病", labour="弱劳动力或半劳动力", phone="13807370001"
        ),
        person("李秋菊", "配偶", MOTHER, sex="女", health="健康", labour="普通劳动力"),
        person("谢文涛", "之子", SON, health="健康", labour="普通劳动力"),
    ]
    income = {
        "wage_income": "32000",
        "business_income": "8600.5",
        "property_income": "0",
        "transfer_income": "1200",
        "business_cost": "2600",
    }
    return [{**row, **income, **more} for row in rows]


def sheet(export: str, rows: list[dict[str, Any]]) -> bytes:
    """The export as .csv with a byte order mark, as the national system's are."""
    columns = EXPORTS[export].columns
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(heading for heading, _, _ in columns)
    for row in rows:
        writer.writerow(row.get(name, "") for _, _, name in columns)
    return b"\xef\xbb\xbf" + out.getvalue().encode()
