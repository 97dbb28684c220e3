"""Two draws over the same closings at the same moment, each on a connection of its own, with real commits."""

from __future__ import annotations

import threading
from typing import Any

from django.db import connections

from bihuan.web.inspection import services
from bihuan.web.problems.services import NotNow
from tests.browser import wait_for
from tests.web.access.test_stamps import waits
from tests.web.inspection.batch import Batch, items, terms


def test_the_second_is_told_in_which_frame_they_stand(committed_db: str, acting: Any) -> None:
    batch = Batch(acting)
    batch.closed(count=2)
    with acting(
        "office"
    ) as actor:  # the year's first number makes a sequence, which alone would hold the second back
        services.void(actor, services.make_draw(actor, terms()).pk, "日期写错")
    told: list[str] = []

    def second() -> None:
        try:
            with acting("office") as actor:
                services.make_draw(actor, terms(title="乙"))
        except NotNow as why:
            told.append(str(why))
        finally:
            connections.close_all()

    other = threading.Thread(target=second)
    with acting("office") as actor:
        made = services.make_draw(actor, terms(title="甲"))
        other.start()
        wait_for(waits(committed_db), "第二次抽验没有等第一次")
    other.join(20)
    assert [f"已经收进 {made.number} 的名册" in words for words in told] == [True]
    assert len(items(made)) == 2
