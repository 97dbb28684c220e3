"""Handed in is locked, frozen is for good: the services say so, and the database refuses it to everybody."""

from __future__ import annotations

import io
from datetime import date

import pytest
from django.db import ProgrammingError, connection, transaction

from bihuan.web.access import Refused
from bihuan.web.campaigns.duties import returns, todo
from bihuan.web.campaigns.duties.sheets import editing, merging, opening, reading, scans
from bihuan.web.campaigns.duties.sheets.editing import Words
from bihuan.web.campaigns.models import Return, ReturnRow, ReturnScan, ReturnVersion
from bihuan.web.config import clock
from bihuan.web.inbox.models import Notice
from bihuan.web.journal.models import JournalLine
from tests.web.campaigns.duties import papers
from tests.web.campaigns.duties.sheets.test_editing import read
from tests.web.campaigns.duties.sheets.test_live import say
from tests.web.problems.steps import photo

State = ReturnVersion.State


@pytest.fixture
def said(posts, owed):
    """The township found three households and put one cell in its own words."""
    say(posts["township"], "柳溪镇", "2", text="三户。", number=3, measures="搬", progress="正在搬")
    row = owed()
    editing.edit(posts["township"], row.pk, read(row).key, Words("三户。（3 户）", "搬", "已搬两户", 3, "户"))
    return row


@pytest.fixture
def frozen(posts, said, office):
    """Handed in with a scan and accepted."""
    scans.attach(posts["township"], said.pk, photo(), "盖章.jpg")
    returns.hand_in(posts["township"], said.pk, "", "唐立群")
    returns.accept(office, [said.pk])
    return Return.objects.get(pk=said.pk)


def texts(row, number: int = 1) -> list[tuple[str, str, str, str]]:
    version = ReturnVersion.objects.get(of=row, number=number)
    held = reading.sheet(row, version)
    return [(line.head.no, line.situation, line.progress, line.number_words) for line in held.lines]


def test_what_was_handed_in_no_longer_follows_the_answers(posts, said):
    returns.hand_in(posts["township"], said.pk, "纸质件已盖章", "唐立群")
    version = opening.latest(said)
    assert (version.state, version.signed, version.submitted_by.name) == ("submitted", "唐立群", "何敏")
    before = texts(said)
    assert before[1] == ("2", "三户。（3 户）", "已搬两户", "3 户")
    say(posts["township"], "柳溪镇", "2", text="五户。", number=5)
    say(posts["township"], "柳溪镇", "3", "none_found")
    assert texts(said) == before


def test_sent_back_it_goes_on_with_its_own_words_and_todays_answers(posts, said, office):
    returns.hand_in(posts["township"], said.pk)
    say(posts["township"], "柳溪镇", "3", "none_found")
    returns.send_back(office, said.pk, "第 3 项没有答")
    first, second = ReturnVersion.objects.filter(of=said).order_by("number")
    assert (first.state, first.reason, second.state, second.why) == (
        "sent_back",
        "第 3 项没有答",
        "draft",
        "第 3 项没有答",
    )
    assert texts(said, 1)[2][1] == "未答复"
    assert texts(said, 2)[1:] == [
        ("2", "三户。（3 户）", "已搬两户", "3 户"),
        ("3", "没有发现问题。", "", "0"),
    ]
    returns.hand_in(posts["township"], said.pk)
    returns.accept(office, [said.pk])
    assert [v.state for v in ReturnVersion.objects.filter(of=said).order_by("number")] == [
        "sent_back",
        "frozen",
    ]


def test_the_unit_is_told_of_what_comes_back_and_of_a_correction(posts, said, office, acting):
    returns.hand_in(posts["township"], said.pk)
    returns.send_back(office, said.pk, "第 3 项没有答")
    returns.hand_in(posts["township"], said.pk)
    returns.accept(office, [said.pk])
    returns.correct(office, said.pk, "请核第 2 项")
    with acting("township"):
        told = Notice.objects.filter(unit=said.unit_id, object_id=said.pk).order_by("pk")
        assert [notice.kind for notice in told] == ["return", "correction"]


def test_several_go_back_for_one_reason_or_none_does(posts, said, owed, office):
    other = owed("望岭乡")
    for post, row in (("township", said), ("township_outsider", other)):
        returns.hand_in(posts[post], row.pk)
    with pytest.raises(Refused, match="县住建局还没有交来"):
        returns.send_all_back(office, [said.pk, owed("县住建局").pk], "都要补")
    assert Return.objects.get(pk=said.pk).state == "handed_in"
    with pytest.raises(Refused, match="请写明退回的原因"):
        returns.send_all_back(office, [said.pk, other.pk], " ")
    rows = returns.send_all_back(office, [said.pk, other.pk], "都要补", date(2020, 2, 10))
    assert {(row.state, row.again_due) for row in rows} == {("returned", date(2020, 2, 10))}
    assert JournalLine.objects.filter(code="return.sent_back").count() == 2


def test_a_correction_stands_beside_what_it_corrects(posts, frozen, office):
    before = texts(frozen)
    with clock.frozen(papers.at("2020-02-20")):
        say(posts["township"], "柳溪镇", "2", text="五户。", number=5, progress="搬了四户")
        with pytest.raises(Refused, match="请写明为什么更正"):
            returns.correct(posts["township"], frozen.pk, " ")
        returns.correct(posts["township"], frozen.pk, "第 2 项数错了")
        with pytest.raises(Refused, match="已经在更正（正在更正）"):
            returns.correct(office, frozen.pk, "再开一稿")
        # It begins with the frozen words; where the answers say otherwise now, it is marked.
        assert texts(frozen, 2) == before
        assert read(frozen).overtaken == ["situation", "measures", "progress", "number"]
        key = read(frozen).key
        editing.edit(posts["township"], frozen.pk, key, Words("四户。", "搬", "已搬两户", 4, "户"))
        assert "正在更正" in [t.right for t in todo.todos(posts["township"])]
        returns.hand_in(posts["township"], frozen.pk)
        assert [t.right for t in todo.todos(office) if t.title.startswith("审")] == ["待审 1 份"]
        returns.accept(office, [frozen.pk])
    row = Return.objects.get(pk=frozen.pk)
    first, second = ReturnVersion.objects.filter(of=row).order_by("number")
    assert (first.state, second.state, second.corrects_id, second.why) == (
        "frozen",
        "frozen",
        first.pk,
        "第 2 项数错了",
    )
    assert texts(row, 1) == before
    assert texts(row, 2)[1][1] == "四户。"
    # It came in time and was accepted then: a correction changes neither.
    assert (row.state, row.correction, row.handed_in_at) == ("accepted", "", papers.at("2020-02-03"))
    assert row.judged_at == papers.at("2020-02-03")
    assert merging.standing_versions([row.pk])[row.pk].pk == second.pk


def test_a_correction_is_sent_back_or_given_up(posts, frozen, office):
    with clock.frozen(papers.at("2020-02-20")):
        returns.correct(office, frozen.pk, "请核第 2 项")
        returns.hand_in(posts["township"], frozen.pk)
        returns.send_back(office, frozen.pk, "还是不对")
        row = Return.objects.get(pk=frozen.pk)
        assert (row.state, row.correction, row.again_due, row.reason) == ("accepted", "draft", None, "")
        assert [v.corrects_id is not None for v in row.versions.order_by("number")] == [False, True, True]
        returns.drop_correction(posts["township"], frozen.pk)
        with pytest.raises(Refused, match="没有正在写的更正"):
            returns.drop_correction(posts["township"], frozen.pk)
        returns.correct(posts["township"], frozen.pk, "这回真的")
    states = [v.state for v in ReturnVersion.objects.filter(of=frozen).order_by("number")]
    assert states == ["frozen", "sent_back", "dropped", "draft"]


def test_the_merged_return_is_the_offices_own(posts, said, frozen, office):
    merged = returns.merge(office, said.obligation_id, said.due)
    line = read(merged)
    assert line.situation == "合计 3 户。\n柳溪镇：三户。（3 户）"
    editing.edit(office, merged.pk, line.key, Words("全县 3 户。", "", "", 3, "户"))
    returns.hand_in(office, merged.pk, "报市", "周桂兰")
    merged.refresh_from_db()
    version = opening.latest(merged)
    assert (merged.state, version.state, version.signed) == ("accepted", "frozen", "周桂兰")
    assert version.missing == ["望岭乡", "县住建局"]
    # A unit's later correction does not reach into it; the office corrects it too, and sees what has changed.
    with clock.frozen(papers.at("2020-02-20")):
        returns.correct(posts["township"], frozen.pk, "数错了")
        editing.edit(posts["township"], frozen.pk, read(frozen).key, Words("四户。", "搬", "", 4, "户"))
        returns.hand_in(posts["township"], frozen.pk)
        returns.accept(office, [frozen.pk])
        assert texts(merged)[1][1] == "全县 3 户。"
        returns.correct(office, merged.pk, "柳溪镇更正了")
        assert (read(merged).situation, read(merged).overtaken) == (
            "全县 3 户。",
            ["situation", "number"],
        )
        editing.take_live(office, merged.pk, read(merged).key)
        assert read(merged).situation == "合计 4 户。\n柳溪镇：四户。"
    for who in ("township", "clerk", "leader"):
        with pytest.raises(Refused):
            returns.merge(posts[who], said.obligation_id, said.due)
        with pytest.raises(Refused):
            returns.hand_in(posts[who], merged.pk)


def test_the_merged_return_is_nobodys_debt(posts, said, office):
    merged = returns.merge(office, said.obligation_id, said.due)
    with clock.frozen(papers.at("2020-03-01")):
        assert merged.pk not in {row.pk for row in todo.waiting(office).missing}
        assert all("汇总" not in t.title for t in todo.todos(office))


# what the database refuses, whoever asks

CHANGES = [
    "update campaigns_returnrow set situation = 'x' where version_id = {v}",
    "update campaigns_returnrow set live_situation = 'x' where version_id = {v}",
    'insert into campaigns_returnrow (version_id, check_item_id, "order", no, category, contents, responsible, live_situation,'
    " live_measures, live_progress, counted_in, number_own, answered, area_code, units) select {v}, check_item_id, 9, '', '', '', '',"
    " '', '', '', '', false, false, area_code, units from campaigns_returnrow where version_id = {v} limit 1",
    "update campaigns_returnscan set live = false where version_id = {v}",
    "update campaigns_returnversion set state = 'draft' where id = {v}",
    "update campaigns_returnversion set signed = 'x' where id = {v}",
    "update campaigns_returnversion set submitted_at = now() where id = {v}",
    "update campaigns_returnversion set of_id = (select min(id) from campaigns_return) where id = {v}",
]
ENDS = [
    "delete from campaigns_returnrow where version_id = {v}",
    "delete from campaigns_returnscan where version_id = {v}",
    "delete from campaigns_returnversion where id = {v}",
]


def refused(statement: str, version: int = 0) -> bool:
    """Whether the app is refused the statement for want of the right."""
    with pytest.raises(ProgrammingError) as told, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.replace("{v}", str(version)))
    return bool(told.value.__cause__.sqlstate == "42501")


@pytest.mark.parametrize("statement", [*CHANGES, *ENDS])
def test_a_frozen_return_is_refused_to_the_office_too(frozen, statement):
    assert refused(statement, opening.latest(frozen).pk)


@pytest.mark.parametrize("statement", [CHANGES[0], CHANGES[2], CHANGES[4], CHANGES[5], *ENDS])
def test_what_was_handed_in_is_only_judged(posts, said, statement):
    returns.hand_in(posts["township"], said.pk)
    assert refused(statement, opening.latest(said).pk)


def test_the_refusal_is_the_tables_own_and_no_matter_of_roles(county):
    """Triggers that are on stop the owner as well; no policy could."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select tgrelid::regclass::text, tgname from pg_trigger where tgname in ('keeps', 'keeps_all') and tgenabled = 'O'"
        )
        found = sorted(cursor.fetchall())
    tables = ("returnrow", "returnscan", "returnversion")
    assert found == [(f"campaigns_{table}", name) for table in tables for name in ("keeps", "keeps_all")]


def test_a_frozen_return_follows_its_place(frozen):
    """An area that is renumbered takes its returns along; nothing that was said changes."""
    before = texts(frozen)
    Return.objects.filter(pk=frozen.pk).update(units=[*frozen.units, 999])
    assert opening.latest(frozen).units == [*frozen.units, 999]
    assert ReturnRow.objects.filter(version__of=frozen).first().units == [*frozen.units, 999]
    assert texts(frozen) == before


@pytest.mark.parametrize("who", ["township_outsider", "department", "village"])
def test_outsiders_see_and_write_nothing_of_it(posts, said, acting, who):
    version = opening.draft_of(said).pk
    with acting(who):
        assert not ReturnVersion.objects.filter(pk=version).exists()
        assert not ReturnRow.objects.filter(version=version).exists()
        with connection.cursor() as cursor:
            cursor.execute("update campaigns_returnrow set situation = 'x' where version_id = %s", [version])
            assert cursor.rowcount == 0
        assert refused(
            "insert into campaigns_returnversion (of_id, number, state, why, opened_at, signed, note, missing, reason, area_code, units)"
            f" values ({said.pk}, 9, 'dropped', '', now(), '', '', '[]', '', 0, '{{}}')"
        )


def test_scans_are_attached_until_it_is_frozen(posts, said, office):
    first = scans.attach(posts["township"], said.pk, photo(), "盖章.jpg")
    assert scans.attach(posts["township"], said.pk, photo(), "又一次.jpg").pk == first.pk
    scans.remove(posts["township"], first)
    assert scans.attach(posts["township"], said.pk, photo(), "还是它.jpg").live
    returns.hand_in(posts["township"], said.pk)
    second = scans.attach(posts["township"], said.pk, photo("#222222"), "第二页.jpg")
    with pytest.raises(Refused, match="归柳溪镇"):
        scans.attach(posts["township_outsider"], said.pk, photo("#333333"), "别人的.jpg")
    with pytest.raises(Refused):
        scans.attach(posts["township"], said.pk, io.BytesIO(b"MZ\x90\x00"), "坏.exe")
    returns.accept(office, [said.pk])
    with pytest.raises(Refused, match="已经定了，不能再附扫描件"):
        scans.attach(posts["township"], said.pk, photo("#444444"), "晚了.jpg")
    with pytest.raises(Refused, match="已经定了"):
        scans.remove(posts["township"], second)
    assert ReturnScan.objects.filter(version__of=said, live=True).count() == 2
