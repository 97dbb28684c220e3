"""Kills of web, worker and database at random moments while the county works: nothing lost, nothing doubled, nothing stuck.

CI takes six kills; BIHUAN_KILLS=100 takes a hundred and BIHUAN_SEED another course (`make soak`).
"""

from __future__ import annotations

import os
import time
from collections import Counter

import pytest

from tests.web.kill.conftest import House
from tests.web.kill.county import proof
from tests.web.kill.county.running import County

pytestmark = [pytest.mark.xdist_group("kill")]

KILLS = int(os.environ.get("BIHUAN_KILLS", "6"))
SEED = int(os.environ.get("BIHUAN_SEED", "1"))


def test_a_county_at_work_survives_kills(mortal_house: House) -> None:
    house, before, began = mortal_house, proof.everything(), time.monotonic()
    county = County(house, SEED)
    county.prepare()
    county.run(KILLS)
    worked = time.monotonic() - began
    assert county.ledger.faults == []
    county.settle()
    proof.all_ended(house)
    proof.nothing_lost_or_doubled(house, county.ledger)
    states = proof.every_state_stands(house)
    lines, found = proof.chain_holds(house), proof.files_match(house, before)
    proof.locks_free(house)
    assert sum(county.killed.values()) == KILLS
    sent = county.ledger.sent
    statuses = Counter(each.status // 100 for each in sent)
    print(
        f"\nkills {dict(county.killed)}, fell {dict(county.fell)}, {worked:.0f} s; forms {len(sent)} {dict(statuses)},"
        f" answers lost {sum(each.lost > 0 for each in sent)}; states {dict(states)}; lines {lines}; {found}"
    )
