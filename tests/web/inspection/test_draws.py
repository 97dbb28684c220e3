"""Draws: what enters the frame, what is drawn, and that what was promised cannot be changed."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction

from bihuan.web.access import Refused
from bihuan.web.access.scope import SYSTEM
from bihuan.web.access.scope import acting as scoped
from bihuan.web.config import clock
from bihuan.web.inspection import services
from bihuan.web.inspection.models import Draw, DrawItem
from bihuan.web.journal.models import JournalLine
from bihuan.web.problems import services as problems
from bihuan.web.problems.services import NotNow
from tests.web.inspection.batch import Batch, fresh, items, terms
from tests.web.problems.steps import Steps


def sha(words: str) -> str:
    return hashlib.sha256(words.encode()).hexdigest()


def test_promise_freeze_reveal_stand_in_the_journal_in_that_order(batch: Batch, acting: Any) -> None:
    closed = [*batch.closed("柳溪镇", 6), *batch.closed("望岭乡", 1)]
    draw = batch.drawn(percent=20, at_least=1)
    with acting("office"):
        lines = list(JournalLine.objects.filter(code__startswith="draw.").order_by("pk"))
    assert [line.code for line in lines] == ["draw.promised", "draw.frozen", "draw.drawn"]
    assert lines[0].data["commitment"] == sha(lines[2].data["seed"]) == draw.commitment
    rows = sorted((p.number, "柳溪镇" if p in closed[:6] else "望岭乡", p.version) for p in closed)
    assert lines[1].data["fingerprint"] == sha("".join(f"{k}\t{u}\t{v}\n" for k, u, v in rows))


def test_what_is_drawn_is_what_ten_plain_lines_draw(batch: Batch) -> None:
    batch.closed("柳溪镇", 6)
    batch.closed("望岭乡", 1)
    draw = batch.drawn(percent=30, at_least=1)
    expected = set()
    for town, size in (("柳溪镇", 2), ("望岭乡", 1)):
        keys = [item.key for item in items(draw) if item.stratum == town]
        expected |= set(sorted(keys, key=lambda key: sha(f"{draw.seed}:{key}"))[:size])
    assert {item.key for item in items(draw, drawn=True)} == expected
    assert {item.state for item in items(draw, drawn=True)} == {"waiting"}


def test_only_what_a_township_verified_and_nothing_severe_enters(batch: Batch, steps: Steps) -> None:
    own = batch.closed("柳溪镇", 2)
    steps.closed()  # verified by an inspector
    with scoped(SYSTEM):
        own[1].severity = "severe"
        own[1].save(update_fields=["severity"])
    assert [item.key for item in items(batch.made())] == [own[0].number]


def test_a_higher_level_problem_never_enters(batch: Batch) -> None:
    (own,) = batch.closed()
    with scoped(SYSTEM):
        own.higher_level = True
        own.save(update_fields=["higher_level"])
    with pytest.raises(NotNow, match="没有可抽的"):
        batch.made()


def test_nothing_to_draw_from_leaves_nothing_behind(batch: Batch) -> None:
    batch.closed()
    yesterday = clock.today() - timedelta(days=1)
    with pytest.raises(NotNow, match="没有可抽的"):
        batch.made(closed_to=yesterday)
    with scoped(SYSTEM):
        assert not Draw.objects.exists()


def test_more_wanted_than_there_are_draws_all(batch: Batch) -> None:
    batch.closed(count=2)
    assert len(items(batch.drawn(percent=0, at_least=9), drawn=True)) == 2


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"percent": 0, "at_least": 0}, "一件也抽不到"),
        ({"percent": 101}, "0 到 100"),
        ({"title": " "}, "名称"),
        ({"due": clock.today() - timedelta(days=1)}, "已经过去"),
        ({"closed_from": clock.today(), "closed_to": clock.today() - timedelta(days=1)}, "对调"),
    ],
)
def test_terms_that_make_no_sense(batch: Batch, given: dict[str, Any], says: str) -> None:
    with pytest.raises(NotNow, match=says):
        batch.made(**given)


def test_a_closing_enters_one_frame_only(batch: Batch, acting: Any) -> None:
    batch.closed()
    first = batch.made()
    with pytest.raises(NotNow, match="没有可抽的"):
        batch.made()
    with acting("office") as actor:
        services.void(actor, first.pk, "比例定错了")
    assert len(items(batch.made())) == 1


def test_chosen_townships_only(batch: Batch, county: Any) -> None:
    batch.closed("柳溪镇")
    batch.closed("望岭乡")
    draw = batch.made(townships=[county.unit("望岭乡").pk])
    assert [item.stratum for item in items(draw)] == ["望岭乡"]


def test_drawn_once_and_never_voided_afterwards(batch: Batch, acting: Any) -> None:
    batch.closed()
    draw = batch.drawn()
    with acting("office") as actor:
        with pytest.raises(NotNow, match="不能再抽"):
            services.reveal(actor, draw.pk)
        with pytest.raises(NotNow, match="不能作废"):
            services.void(actor, draw.pk, "抽到的不合适")


MAKERS, READERS = {"office", "office_colleague"}, {"office", "office_colleague", "clerk", "clerk_colleague", "leader",
    "leader_colleague", "inspector", "inspector_colleague", "inspector_outsider", "assessor"}  # fmt: skip
EVERYBODY = [
    "office", "office_colleague", "clerk", "clerk_colleague", "inspector", "inspector_colleague", "inspector_outsider", "leader",
    "leader_colleague", "village_leader", "department", "backing", "township", "township_colleague", "township_outsider", "village",
    "team", "helper", "supervisor", "discipline", "administrator", "auditor", "assessor",
]  # fmt: skip


@pytest.mark.parametrize("key", EVERYBODY)
def test_who_may_make_and_who_sees(batch: Batch, acting: Any, key: str) -> None:
    batch.closed()
    draw = batch.made()
    with acting(key) as actor:
        assert Draw.objects.filter(pk=draw.pk).exists() == (key in READERS)
        assert DrawItem.objects.exists() == (key in READERS)
    for do in (lambda a: services.void(a, draw.pk, "比例定错了"), lambda a: services.reveal(a, draw.pk)):
        try:
            with transaction.atomic(), acting(key) as actor:
                do(actor)
                transaction.set_rollback(True)
            done = True
        except Refused:
            done = False
        assert done == (key in MAKERS)
    with acting(key) as actor:
        if key not in MAKERS:
            with pytest.raises(Refused):
                services.make_draw(actor, terms())


# the database itself, asked past the services


def ask(sql: str, *params: Any) -> list[Any]:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, list(params))
        return cursor.fetchall()


@pytest.mark.parametrize(
    "key", ["office", "inspector", "leader", "township", "village", "auditor", "administrator"]
)
def test_nobody_reads_a_seed_that_is_not_revealed(batch: Batch, acting: Any, key: str) -> None:
    batch.closed()
    draw = batch.made()
    with acting(key):
        assert ask("select count(*) from inspection_drawseed") == [(0,)]
        assert ask("select seed from inspection_draw where seed <> ''") == []
    with acting("office"), pytest.raises(ProgrammingError):
        ask("update inspection_drawseed set seed = %s", "5e" * 32)
    with pytest.raises(ProgrammingError, match="only the office makes draws"), acting("township"):
        ask("select door_commit_draw(%s)", draw.pk)


@pytest.mark.parametrize("key", ["inspector", "clerk", "leader", "township", "assessor"])
def test_the_door_of_the_seed_asks_who_calls(batch: Batch, acting: Any, key: str) -> None:
    batch.closed()
    draw = batch.made()
    with pytest.raises(ProgrammingError, match="only the office draws"), acting(key):
        ask("select door_reveal_draw(%s)", draw.pk)


def test_no_seed_before_the_frame_is_frozen_and_no_second_promise(batch: Batch, acting: Any) -> None:
    batch.closed()
    draw = batch.made()
    with acting("office"):
        with pytest.raises(ProgrammingError, match="promised once"):
            ask("select door_commit_draw(%s)", draw.pk)
        open_ = Draw.objects.get(pk=draw.pk)
        open_.pk, open_.number, open_.fingerprint, open_.commitment = None, "抽2026-99", "", ""
        open_._state.adding = True
        open_.save()
        ask("select door_commit_draw(%s)", open_.pk)
        with pytest.raises(ProgrammingError, match="once the frame is frozen"):
            ask("select door_reveal_draw(%s)", open_.pk)


@pytest.mark.parametrize(
    "change",
    [
        "update inspection_drawitem set version = version + 1 where draw_id = %s",
        "update inspection_drawitem set stratum = '望岭乡' where draw_id = %s",
        "update inspection_drawitem set drawn = not drawn where draw_id = %s",
        "update inspection_draw set percent = 1 where id = %s",
        "update inspection_draw set fingerprint = repeat('0', 64) where id = %s",
        "update inspection_draw set commitment = repeat('0', 64) where id = %s",
        "update inspection_draw set seed = repeat('0', 64) where id = %s",
        "insert into inspection_drawitem (draw_id, problem_id, key, stratum, unit_id, version, round, live, drawn, ticket, state,"
        " pulled, gate_kind, note, area_code, units) select draw_id, problem_id, 'x', stratum, unit_id, 1, 7, true, false, '', '',"
        " false, '', '', 0, '{}' from inspection_drawitem where draw_id = %s",
    ],
)
def test_what_was_frozen_and_drawn_stays(batch: Batch, acting: Any, change: str) -> None:
    batch.closed()
    draw = batch.drawn()
    with acting("office"), pytest.raises((ProgrammingError, IntegrityError), match="frozen|never changed"):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(change, [draw.pk])
    with acting("office"), pytest.raises(ProgrammingError, match="permission denied"):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("delete from inspection_drawitem where draw_id = %s", [draw.pk])
    assert fresh(draw).fingerprint == draw.fingerprint


def test_a_township_sees_no_line_of_the_journal_about_draws(batch: Batch, acting: Any) -> None:
    batch.closed()
    batch.drawn()
    for key in ("township", "village", "department", "supervisor"):
        with acting(key):
            assert not JournalLine.objects.filter(code__startswith="draw.").exists(), key


def test_a_later_change_of_a_problem_does_not_move_the_draw(batch: Batch, acting: Any, steps: Steps) -> None:
    closed = batch.closed(count=3)
    draw = batch.made(percent=100)
    with acting("inspector") as actor:
        problems.record_look_back(
            actor, closed[0], "found_again", "又漏雨了", due=clock.today() + timedelta(days=9)
        )
    with acting("office") as actor:
        services.reveal(actor, draw.pk)
    assert len(items(draw, drawn=True)) == 3
