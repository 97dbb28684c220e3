"""Keys: the same one again gets the same answer and does nothing; nobody else's counts; other contents are refused."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from bihuan.web.access import scope
from bihuan.web.config import clock
from bihuan.web.idempotency import Answer, BadKey, KeyReused, fingerprint, once, sweep
from bihuan.web.idempotency.models import UsedKey
from tests import signed

KEY = "c2f1a1de-9d1c-4a5e-9a55-0f2f6f4f2b11"


class Deed:
    """Counts how often it was done."""

    def __init__(self, answer: Answer | None = None, fails: Exception | None = None) -> None:
        self.done, self.answer, self.fails = 0, answer or Answer(201, {"id": 7}), fails

    def __call__(self) -> Answer:
        self.done += 1
        if self.fails:
            raise self.fails
        return self.answer


def test_the_same_key_again_is_answered_as_before_and_nothing_is_done(db: None, acting: Any) -> None:
    deed = Deed()
    with acting("village") as actor:
        first, again = (once(actor, KEY, "a" * 64, deed) for _ in range(2))
    assert (first, again) == (Answer(201, {"id": 7}), Answer(201, {"id": 7}, repeated=True))
    assert deed.done == 1


def test_the_same_key_with_other_contents_is_refused(db: None, acting: Any) -> None:
    deed = Deed()
    with acting("village") as actor:
        once(actor, KEY, "a" * 64, deed)
        with pytest.raises(KeyReused, match="已经用在另一份内容上，这一份没有收下"):
            once(actor, KEY, "b" * 64, deed)
    assert deed.done == 1


def test_another_persons_key_is_another_key_and_is_not_seen(db: None, acting: Any) -> None:
    deed = Deed()
    with acting("village") as actor:
        once(actor, KEY, "a" * 64, deed)
    with acting("township") as actor:
        assert UsedKey.objects.count() == 0
        assert once(actor, KEY, "b" * 64, deed).repeated is False
        assert UsedKey.objects.count() == 1
    assert deed.done == 2


def test_a_key_in_anothers_name_is_refused_by_the_database(db: None, acting: Any) -> None:
    with acting("township") as other:
        pass
    with acting("village"), pytest.raises(Exception, match="row-level security"), transaction.atomic():
        UsedKey.objects.create(person_id=other.person_id, key=KEY, fingerprint="", at=clock.now())


def test_what_was_refused_does_not_use_the_key_up(db: None, acting: Any) -> None:
    deed = Deed(fails=ValueError("还差一张照片"))
    with acting("village") as actor:
        with pytest.raises(ValueError, match="还差一张照片"):
            once(actor, KEY, "a" * 64, deed)
        assert UsedKey.objects.count() == 0
        assert once(actor, KEY, "b" * 64, Deed()).repeated is False


@pytest.mark.parametrize("key", ["", "short", "x" * 81, "with a space", "中文编号八个字以上", "tab\tinside"])
def test_what_is_no_key_is_refused(db: None, acting: Any, key: str) -> None:
    with acting("village") as actor, pytest.raises(BadKey, match="8 到 80 个字母"):
        once(actor, key, "a" * 64, Deed())


def test_old_keys_leave_and_no_others(db: None, acting: Any) -> None:
    for days in (91, 89):
        with clock.frozen(clock.now() - timedelta(days=days)), acting("village") as actor:
            once(actor, f"{KEY}-{days}", "a" * 64, Deed())
    with scope.acting(scope.SYSTEM):
        assert sweep() == 1
    with acting("village"):
        assert [k.key for k in UsedKey.objects.all()] == [f"{KEY}-89"]


@given(st.lists(st.text(), max_size=4), st.lists(st.text(), max_size=4))
def test_fingerprints_differ_where_the_parts_do(one: list[str], other: list[str]) -> None:
    assert (fingerprint(*one) == fingerprint(*other)) == (one == other)


def test_two_at_the_same_moment_are_one(committed_db: str) -> None:
    """The second waits for the first and gets its answer."""
    deed, gate, answers = Deed(), threading.Event(), []

    def slowly() -> Answer:
        gate.set()
        with connection.cursor() as cursor:
            cursor.execute("select pg_sleep(0.3)")
        return deed()

    def send(act: Any) -> None:
        try:
            with signed.acting("village") as actor:
                answers.append(once(actor, KEY, "a" * 64, act))
        finally:
            connection.close()

    first = threading.Thread(target=send, args=(slowly,))
    first.start()
    assert gate.wait(10)
    second = threading.Thread(target=send, args=(deed,))
    second.start()
    first.join(20)
    second.join(20)
    assert deed.done == 1
    assert sorted(a.repeated for a in answers) == [False, True]
    assert {tuple(a.reference.items()) for a in answers} == {(("id", 7),)}
