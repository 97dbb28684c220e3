"""The one list: filters, tabs, sort, pages, search, counts, export, print, and what it costs the database."""

from __future__ import annotations

from datetime import datetime
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from django.core.exceptions import BadRequest
from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils.html import format_html

from bihuan.web.access import scope
from bihuan.web.access.refusal import Refused
from bihuan.web.access.scope import Actor
from bihuan.web.areas.models import Unit
from bihuan.web.config import clock
from bihuan.web.journal.models import JournalLine
from bihuan.web.ui.tables import Column, Filter, Saved, Table
from bihuan.web.ui.words import mask_id
from tests.web.ui.drawing import ZHOU, draw, request, said, tree

pytestmark = pytest.mark.django_db
SECRET = "99010119740612231X"


@pytest.fixture(autouse=True)
def _world(county: Any) -> None:
    """All units of the small county are there: 1 county, 10 county units, 2 townships, 6 villages, 6 teams."""


def units(actor: Actor | None = ZHOU, *, page_size: int = 10, **query: Any) -> Table:
    return Table(
        request("/list/", actor, **query),
        Unit.objects.select_related("area"),
        [
            Column("name", "单位", sort="pinyin"),
            Column("kind", "类型", value="get_kind_display", sort="kind", phone_hide=True),
            Column("area", "所在地", value="area.name", sort=("area__code", "-pinyin"), align="right"),
            Column("id_card", "证件号", value=lambda row: mask_id(SECRET)),
            Column(
                "mark",
                "记号",
                value=lambda row: f"={row.name}",
                render=lambda row: format_html("<b>{}</b>", row.name),
            ),
            Column("act", "办", render=lambda row: "看", export=False, print=False),
        ],
        filters=[
            Filter("kind", "类型", Unit.Kind.choices),
            Filter(
                "area",
                "所在地",
                lambda: [("990101101000", "柳溪镇"), ("990101102000", "望岭乡")],
                apply=_within,
            ),
            Filter("kinds", "几类", Unit.Kind.choices, apply="kind", many=True, more=True),
        ],
        saved=[
            Saved("all", "全部"),
            Saved("villages", "村", Q(kind="village")),
            Saved("teams", "工作队", Q(kind="team")),
        ],
        default_sort="name",
        export_name="单位",
        search=("name__contains", "initials__startswith"),
        noun="个",
        pick=lambda row: row.name,
        row_url=lambda row: f"/units/{row.pk}/",
        page_size=page_size,
    )


def _within(rows: QuerySet[Unit], code: str) -> QuerySet[Unit]:
    return rows.filter(area__code__gte=int(code), area__code__lt=int(code) + 1000)


def names(table: Table) -> list[str]:
    return [row.name for row in table.objects]


def test_tabs_carry_counts_and_the_first_is_open() -> None:
    table = units()
    assert [(tab.label, tab.count, tab.current) for tab in table.tabs] == [
        ("全部", 25, True),
        ("村", 6, False),
        ("工作队", 6, False),
    ]
    assert (table.total, table.pages, table.first, table.last) == (25, 3, 1, 10)


def test_pages_are_disjoint_and_complete() -> None:
    seen = [name for page in (1, 2, 3) for name in names(units(page=page))]
    assert len(seen) == len(set(seen)) == 25


@pytest.mark.parametrize(("asked", "page"), [("0", 1), ("-3", 1), ("99", 3), ("二", 1), ("2", 2)])
def test_a_page_that_is_not_there_is_the_nearest(asked: str, page: int) -> None:
    assert units(page=asked).page == page


def test_filters_narrow_tabs_and_rows_alike() -> None:
    table = units(area="990101101000", saved="villages", sort="name")
    assert names(table) == ["桥头村", "石坳村", "松湾村"]
    assert [tab.count for tab in table.tabs] == [7, 3, 3]
    assert table.filter_words == "村；所在地：柳溪镇"


def test_filters_behind_more_stand_in_lines_of_one_group_each() -> None:
    lines = (("谁", "a"), ("谁", "b"), ("", "c"))
    filters = [Filter(key, key, kind="text", more=True, group=group) for group, key in lines]
    table = Table(units().request, Unit.objects.all(), [], [Filter("front", "前面", kind="text"), *filters])
    shown = [(group, [control.filter.key for control in held]) for group, held in table.more_groups]
    assert shown == [("谁", ["a", "b"]), ("", ["c"])]
    filters.append(Filter("d", "从", kind="date", apply="opened_on__gte", more=True))
    narrowed = Table(request(b="何敏", d="2026-11-01"), Unit.objects.all(), [], filters)
    assert [control.filter.key for _, held in narrowed.more_groups for control in held] == ["a", "c", "d"]


def test_several_choices_of_one_filter() -> None:
    table = units(kinds=["team", "village"])
    assert table.total == 12
    assert table.filter_words == "全部；几类：村、驻村工作队"
    assert table.more_active


@pytest.mark.parametrize("words", ["石坳", "sak"])
def test_search_by_name_or_initials(words: str) -> None:
    found = units(q=words, kind="village")
    assert [name for name in names(found) if name.startswith("石坳")] == names(found) != []
    assert f"找“{words}”" in found.filter_words


def test_a_value_that_is_not_offered_is_refused_instead_of_shown_as_all() -> None:
    with pytest.raises(BadRequest, match="筛选条件“类型”里没有“nothing”"):
        _ = units(kind="nothing").total


@pytest.mark.parametrize(("sort", "state"), [("name", "ascending"), ("-name", "descending")])
def test_sorting_turns_round_and_says_so(sort: str, state: str) -> None:
    table = units(sort=sort)
    head = table.heads[0]
    assert head.sorted == state
    assert head.url == ("?sort=-name" if sort == "name" else "?sort=name")
    expected = sorted(Unit.objects.values_list("pinyin", flat=True), reverse=sort[0] == "-")[:10]
    assert [row.pinyin for row in table.objects] == expected


def test_a_sort_by_several_names_may_turn_one_of_them() -> None:
    rows = [(row.area.code, row.pinyin) for row in units(sort="area", page_size=50).objects]
    assert [code for code, _ in rows] == sorted(code for code, _ in rows)
    first = [pinyin for code, pinyin in rows if code == rows[0][0]]
    assert first == sorted(first, reverse=True)


def test_a_column_that_cannot_sort_is_not_sorted_by() -> None:
    assert units(sort="mark").sort == "name"
    assert units(sort="pk; drop table").sort == "name"


def test_links_keep_the_filter_and_start_over() -> None:
    table = units(kind="village", page=2, sort="kind")
    assert table.heads[0].url == "?kind=village&sort=name"
    assert table.tabs[1].url == "?kind=village&sort=kind&saved=villages"
    assert table.cleared_url == "?sort=kind"
    assert ("sort", "kind") in table.kept
    assert "page" not in dict(table.kept)


def test_a_page_costs_two_queries_whatever_is_asked(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(2):
        draw('<c-table :table="t" />', t=units())
    with django_assert_num_queries(2):
        draw(
            '<c-table :table="t" /><c-table.acts :table="t" />',
            t=units(area="990101101000", saved="villages", page="2", page_size=2),
        )


def test_without_tabs_the_count_is_one_query_of_its_own(django_assert_num_queries: Any) -> None:
    table = Table(request(), Unit.objects.all(), [Column("name", "单位", sort="pinyin")])
    with django_assert_num_queries(2):
        assert len(table.rows) == table.total == 25


def test_an_empty_list_asks_for_no_rows(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        drawn = tree('<c-table :table="t" empty_title="没有这样的单位" />', t=units(q="没有这个"))
    assert said(drawn.cssselect(".empty b")[0]) == "没有这样的单位"
    assert drawn.cssselect(".empty a")[0].text == "清除条件"


def test_the_drawn_table_speaks() -> None:
    drawn = tree(
        '<c-table :table="t"><c-slot name="bulk"><c-btn>催办</c-btn></c-slot></c-table>',
        t=units(sort="-kind"),
    )
    assert said(drawn.cssselect("caption")[0]) == "单位，全部，共 25 个"
    assert [th.get("aria-sort") for th in drawn.cssselect("th[scope=col]")] == [
        None,
        "descending",
        None,
        None,
        None,
        None,
    ]
    assert len(drawn.cssselect("td.box input[name=pick]")) == 10
    assert drawn.cssselect("td.box input")[0].get("aria-label").startswith("选中 ")
    assert {box.get("form") for box in drawn.cssselect("td.box input")} == {
        drawn.cssselect("form.bulk")[0].get("id")
    }
    assert drawn.cssselect("nav.saved a[aria-current]")[0].text == "全部 25"
    assert said(drawn.cssselect(".pager")[0]).startswith("第 1–10 个，共 25 个")
    assert drawn.cssselect("tbody td.p-hide")
    assert drawn.cssselect("tbody tr td a.t")[0].get("href").startswith("/units/")


def test_paper_holds_all_rows_and_no_furniture() -> None:
    with clock.frozen(datetime(2026, 11, 24, 9, 12, tzinfo=clock.ZONE)):
        drawn = tree(
            '<c-table :table="t"><c-slot name="bulk">x</c-slot></c-table>', t=units(print="1", kind="village")
        )
    assert len(drawn.cssselect("tbody tr")) == 6
    assert not drawn.cssselect("form, input, .pager, nav.saved")
    assert (
        said(drawn.cssselect(".print-only")[0])
        == "县帮扶办 周桂兰 2026年11月24日 09:12 打印，筛选：全部；类型：村，共 6 个。"
    )


def test_paper_says_what_it_leaves_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bihuan.web.ui.tables.table.PRINT_LIMIT", 4)
    assert "只印了前 4 个，其余请导出" in draw('<c-table :table="t" />', t=units(print="1"))


@pytest.mark.django_db
def test_a_personal_number_looked_for_is_covered_in_the_journal() -> None:
    with scope.acting(scope.Scope(person_id=ZHOU.person_id, role=ZHOU.role)):
        units(export="xlsx", q="99010119900101123X").respond("ui/kit_list.html")
        (line,) = JournalLine.objects.filter(code="table.exported")
    assert line.data["words"].endswith("找“990101********123X”")


def exported(table: Table) -> Any:
    with scope.acting(scope.Scope(person_id=ZHOU.person_id, role=ZHOU.role)):
        answer = table.respond("ui/kit_list.html")
        (line,) = JournalLine.objects.filter(code="table.exported")
    assert line.data == {
        "name": "单位",
        "count": len(table.shown) if "pick" not in table.query else 1,
        "words": "村",
    }
    return openpyxl.load_workbook(BytesIO(answer.content))


def test_the_workbook_is_exactly_what_is_shown_on_all_pages() -> None:
    book = exported(units(export="xlsx", saved="villages", sort="-name", page="2", page_size=2))
    rows = [[cell.value for cell in row] for row in book["单位"].rows]
    assert rows[0] == ["单位", "类型", "所在地", "证件号", "记号"]
    shown = Unit.objects.filter(kind="village").order_by("-pinyin").values_list("name", flat=True)
    assert [row[0] for row in rows[1:]] == list(shown)
    assert {row[3] for row in rows[1:]} == {"990101********231X"}
    assert all(cell.data_type == "s" for cell in book["单位"]["E"])
    facts = {row[0].value: row[1].value for row in book["说明"].rows}
    assert facts["筛选"] == "村"
    assert facts["条数"] == "6"


def test_ticked_rows_alone_may_be_taken_but_none_outside_the_list() -> None:
    village, team = Unit.objects.filter(kind="village")[0], Unit.objects.filter(kind="team")[0]
    book = exported(units(export="xlsx", saved="villages", pick=[village.pk, team.pk, "x"]))
    assert [row[0].value for row in book["单位"].rows][1:] == [village.name]


@pytest.mark.parametrize("role", ["helper", "administrator", "auditor"])
def test_a_role_that_may_not_export_is_refused_and_not_offered_it(role: str) -> None:
    actor = Actor(person_id=1, name="孔令辉", unit_id=1, unit_name="县住建局", role=role, grant_id=1)
    with pytest.raises(Refused, match="不能导出清单"):
        units(actor, export="xlsx").respond("ui/kit_list.html")
    assert "导出" not in draw('<c-table.acts :table="t" />', t=units(actor))


def posted(body: str, **query: Any) -> Table:
    table = units(**query)
    table.request.POST = QueryDict(body)  # type: ignore[assignment]
    return table


def test_a_bulk_form_takes_ticked_rows_of_the_list_only() -> None:
    village, team = Unit.objects.filter(kind="village")[0], Unit.objects.filter(kind="team")[0]
    assert list(posted(f"pick={village.pk}&pick={team.pk}&all=0", saved="villages").chosen()) == [village]
    assert (
        posted("all=1", saved="villages", q="石").chosen().count()
        == Unit.objects.filter(kind="village", name__contains="石").count()
    )
    assert posted("").chosen().count() == 0


def test_ids_that_are_none_are_refused() -> None:
    with pytest.raises(BadRequest, match="选中的条目编号不对"):
        posted("pick=1;2").chosen()
