"""Names and sign-in names of the demo's people, who do not exist."""

import random
from collections.abc import Iterator

from pypinyin import lazy_pinyin

from bihuan.engine.synthetic.names import MEN_ELDER, MEN_YOUNGER, SURNAMES, WOMEN_ELDER, WOMEN_YOUNGER

# Where the dictionary reading is not the one a surname takes.
SURNAME_READINGS = {"曾": "zeng", "覃": "qin", "任": "ren", "石": "shi", "黎": "li", "尹": "yin", "万": "wan"}


def stream(rng: random.Random, taken: set[str]) -> Iterator[str]:
    """Yields full names without end.

    A name already in `taken` is let through once in fifty times only: a real county has a few people of the same
    name, and the pages must tell them apart.
    """
    surnames, weights = list(SURNAMES), list(SURNAMES.values())
    while True:
        given = rng.choice(
            rng.choices((MEN_ELDER, MEN_YOUNGER, WOMEN_ELDER, WOMEN_YOUNGER), (34, 26, 20, 20))[0]
        )
        surname = rng.choices(surnames, weights)[0]
        if len(surname) + len(given) > 3:
            continue
        name = surname + given
        if name in taken and rng.random() > 0.02:
            continue
        taken.add(name)
        yield name


def username(name: str, taken: set[str]) -> str:
    """Returns the sign-in name and adds it to `taken`: full pinyin, with a number from 2 on where it is taken."""
    surname = name[:2] if name[:2] in SURNAMES else name[:1]
    first = SURNAME_READINGS.get(surname) or "".join(lazy_pinyin(surname))
    base = first + "".join(lazy_pinyin(name[len(surname) :], v_to_u=False)).replace("ü", "v")
    found, number = base, 1
    while found in taken:
        number += 1
        found = f"{base}{number}"
    taken.add(found)
    return found
