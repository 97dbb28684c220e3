"""Registering many problems by a sheet: what is refused and why, all or nothing, never twice."""

from __future__ import annotations

import io
import uuid
from datetime import date, timedelta
from typing import Any

import pytest
from openpyxl import load_workbook

from bihuan.web.access.scope import SYSTEM
from bihuan.web.access.scope import acting as scoped
from bihuan.web.areas.imports import store
from bihuan.web.areas.imports.faults import ImportRefused
from bihuan.web.areas.imports.read import read
from bihuan.web.config import clock
from bihuan.web.jobs import JobError
from bihuan.web.jobs import services as jobs
from bihuan.web.jobs.models import JobRun
from bihuan.web.problems import services
from bihuan.web.problems.models import Finding, Problem
from bihuan.web.problems.sheets.blank import blank
from bihuan.web.problems.sheets.check import check, fingerprint
from bihuan.web.problems.sheets.columns import RAISE
from bihuan.web.problems.sheets.days import day
from bihuan.web.problems.sheets.jobs import raise_many
from tests.web.problems.sheets.kit import Run, book, cells, hidden, sent, token_of, uploaded, words
from tests.web.problems.steps import LIUXI, SONGWAN, Steps

HEADS = [
    "问题",
    "地点",
    "具体情况",
    "来源",
    "发现日期",
    "程度",
    "程度理由",
    "上级交办",
    "时限类型",
    "整改时限",
    "标签",
    "举一反三",
]
FOUND = clock.today() - timedelta(days=4)
DUE = clock.today() + timedelta(days=20)
GOOD: list[object] = [
    "12户管道老化，供水时断时续", "柳溪镇 松湾村", "主管爆裂", "群众反映", FOUND.isoformat(), "严重", "三户断水十天", "否", "限期",
    DUE.isoformat(), "饮水、入冬", "是",
]  # fmt: skip


def row(**changes: object) -> list[object]:
    made = list(GOOD)
    for head, value in changes.items():
        made[HEADS.index(head)] = value
    return made


def checked(acting: Any, lines: list[list[object]], key: str = "office") -> list[Any]:
    with acting(key) as actor:
        return check(read(book([HEADS, *lines]), "表.xlsx", [RAISE]), actor)


def raised(acting: Any, data: bytes, key: str = "office") -> dict[str, Any]:
    """Keeps the file and carries the job's function out as that person."""
    with acting(key) as actor:
        token = store.keep(actor, "表.xlsx", data)
        seen = fingerprint(check(read(data, "表.xlsx", [RAISE]), actor))
        return raise_many.work(Run(actor), token=token, seen=seen)


def test_a_row_becomes_a_problem_with_everything_it_says(acting: Any, steps: Steps) -> None:
    result = raised(
        acting, book([["柳溪镇问题台账"], HEADS, GOOD, row(问题="桥头村路灯坏了六盏", 地点="990101101002")])
    )
    assert "登记了 2 件" in result["message"]
    with scoped(SYSTEM):
        problem = Problem.objects.get(area_code=SONGWAN)
        assert Problem.objects.get(area_code=LIUXI + 2).title == "桥头村路灯坏了六盏"
    assert (problem.title, problem.text, problem.source) == (GOOD[0], "主管爆裂", "complaint")
    assert (problem.discovered_on, problem.due, problem.first_due) == (FOUND, DUE, DUE)
    assert (problem.severity, problem.severity_reason, problem.sweep_asked) == (
        "severe",
        "三户断水十天",
        True,
    )
    assert problem.tags == ["饮水", "入冬"]
    assert problem.found_by == "县帮扶办 周桂兰"


def test_the_same_file_twice_registers_nothing_twice(acting: Any, steps: Steps) -> None:
    data = book([HEADS, GOOD, row(问题="桥头村路灯坏了六盏")])
    raised(acting, data)
    assert "没有新的要登记" in raised(acting, data)["message"]
    more = book([HEADS, row(问题="公示栏缺了一块"), GOOD])
    assert "登记了 1 件" in raised(acting, more)["message"]
    with scoped(SYSTEM):
        assert Problem.objects.count() == Finding.objects.filter(source="sheet").count() == 3


WRONG: list[tuple[dict[str, object], str]] = [
    ({"问题": "漏水"}, "“问题”填的是“漏水”，少于 4 个字"),
    ({"地点": ""}, "“地点”没有填，这一格必须填"),
    ({"地点": "不存在村"}, "没有叫这个名称的乡镇或村"),
    ({"来源": "听说"}, "“来源”填的是“听说”，没有这一种"),
    ({"发现日期": "去年"}, "不是一个日期"),
    ({"发现日期": (clock.today() + timedelta(days=1)).isoformat()}, "这一天还没有到"),
    ({"整改时限": (FOUND - timedelta(days=1)).isoformat()}, "早于发现日期"),
    ({"程度": "很严重"}, "没有这一种"),
    ({"程度理由": ""}, "定为严重的要写理由"),
    ({"上级交办": "也许"}, "只能填是或否"),
    ({"标签": "一二三四五六七八九十一二三"}, "最多 12 个"),
]


@pytest.mark.parametrize(("change", "said"), WRONG, ids=[f"{next(iter(c))} {s[-8:]}" for c, s in WRONG])
def test_what_is_wrong_is_said_with_its_place(
    acting: Any, steps: Steps, change: dict[str, object], said: str
) -> None:
    (item,) = checked(acting, [row(**change)])
    assert any(said in str(fault) for fault in item.faults), [str(f) for f in item.faults]
    assert all("第2行" in str(fault) for fault in item.faults)


def test_a_township_registers_at_home_only(acting: Any, steps: Steps) -> None:
    good, wrong = checked(acting, [GOOD, row(地点="枫林村", 问题="枫林村路灯坏了")], "township")
    assert good.state == "new"
    assert "不归柳溪镇登记" in str(wrong.faults[0])


@pytest.mark.parametrize("words", ["松湾村", "柳溪镇/松湾村", "柳溪镇松湾村", "云溪县柳溪镇松湾村"])
def test_a_place_is_known_however_people_write_it(acting: Any, steps: Steps, words: str) -> None:
    (item,) = checked(acting, [row(地点=words)])
    assert (item.state, item.given["area_code"]) == ("new", SONGWAN)


def test_a_place_run_together_is_still_not_everybodys(acting: Any, steps: Steps) -> None:
    (item,) = checked(acting, [row(地点="望岭乡枫林村")], "township")
    assert "不归柳溪镇登记" in str(item.faults[0])


def test_rows_alike_in_one_file_are_pointed_out_and_the_example_is_left_out(
    acting: Any, steps: Steps
) -> None:
    first, second = checked(acting, [row(问题="示例：12户管道老化"), GOOD, GOOD])
    assert first.state == "new"
    assert "和第3行一样" in str(second.faults[0])


def test_one_refusal_in_the_job_leaves_nothing(
    acting: Any, steps: Steps, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[int] = []

    def fails(*args: Any, **facts: Any) -> Any:
        told.append(1)
        if len(told) == 2:
            raise services.NotNow("这一件不行。")
        return real(*args, **facts)

    real = services.raise_from
    monkeypatch.setattr(services, "raise_from", fails)
    with pytest.raises(JobError, match=r"第 3 行没有登记成：这一件不行。整份表都没有登记"):
        raised(acting, book([HEADS, GOOD, row(问题="桥头村路灯坏了六盏")]))
    with scoped(SYSTEM):
        assert not Problem.objects.exists()


def test_something_changed_since_the_preview_stops_the_job(acting: Any, steps: Steps) -> None:
    with acting("office") as actor:
        token = store.keep(actor, "表.xlsx", book([HEADS, GOOD]))
        with pytest.raises(JobError, match="数据变了，一件也没有登记"):
            raise_many.work(Run(actor), token=token, seen="0" * 20)


def test_the_blank_sheet_read_back_has_nothing_to_register_and_offers_the_choices(
    acting: Any, steps: Steps
) -> None:
    with acting("township") as actor:
        data = blank(actor)
        assert check(read(data, "空表.xlsx", [RAISE]), actor) == []
    page = load_workbook(io.BytesIO(data)).worksheets[0]
    assert page.freeze_panes == "B2"
    assert page.print_title_rows == "$1:$1"
    assert (page.page_setup.orientation, page.page_setup.fitToHeight) == ("landscape", 0)
    lists = {line[0] for line in cells(data, "选项")[1:]}
    assert lists == {"柳溪镇（全乡镇）", "柳溪镇 石坳村", "柳溪镇 桥头村", "柳溪镇 松湾村", None}
    kinds = sorted(rule.type for rule in page.data_validations.dataValidation)
    assert kinds.count("list") >= 7
    assert kinds.count("date") == 2


def test_the_example_of_the_blank_sheet_would_pass_if_it_were_no_example(acting: Any, steps: Steps) -> None:
    """What the sheet shows must be what the check takes (the check item apart: the small county has no campaign)."""
    example = [c.example.replace("示例：", "") if c.key != "item" else "" for c in RAISE.columns]
    example = [
        "柳溪镇 松湾村" if c.key == "place" else e for c, e in zip(RAISE.columns, example, strict=True)
    ]
    with acting("office") as actor:
        (item,) = check(read(book([[c.heading for c in RAISE.columns], example]), "表.xlsx", [RAISE]), actor)
    assert [str(f) for f in item.faults] == []


HOSTILE: list[tuple[str, bytes, str]] = [
    ("wrong heads", book([["甲", "乙"], ["一", "二"]]), "没有认得的表"),
    ("no place", book([["问题", "备注"], ["漏水", ""]]), "没有认得的表"),
    ("not a workbook", b"PK\x03\x04broken", "不是完好的 .xlsx"),
    ("empty", b"", "空文件"),
    (
        "too many",
        book([HEADS[:2], *[[f"第{n}件问题", "松湾村"] for n in range(2001)]]),
        "一次最多登记 2000 件",
    ),
    (
        "a hundred thousand",
        book([HEADS[:2], *[[f"第{n}件问题", "松湾村"] for n in range(100_000)]]),
        "超过 20000 行",
    ),
]


@pytest.mark.parametrize(("name", "data", "said"), HOSTILE, ids=[h[0] for h in HOSTILE])
def test_hostile_files_are_refused_in_words(
    acting: Any, steps: Steps, name: str, data: bytes, said: str
) -> None:
    with acting("office") as actor, pytest.raises(ImportRefused, match=said):
        check(read(data, "表.xlsx", [RAISE]), actor)


def test_formulas_stay_words_and_merged_cells_are_missing_values(acting: Any, steps: Steps) -> None:
    from openpyxl import Workbook

    made = Workbook()
    page = made.active
    for line in (
        [*HEADS[:2], "备注"],
        ["第一处漏水四户", "松湾村", "=1+1"],
        ["第二处漏水四户", None, '=HYPERLINK("http://x")'],
    ):
        page.append(line)
    page.merge_cells("B2:B3")
    stream = io.BytesIO()
    made.save(stream)
    with acting("office") as actor:
        first, second = check(read(stream.getvalue(), "表.xlsx", [RAISE]), actor)
    assert first.state == "new"
    assert first.given["remark"] in ("", "=1+1"), "no cached value: nothing is computed here"
    assert "“地点”没有填" in str(second.faults[0])


@pytest.mark.parametrize(
    ("written", "is_"),
    [
        ("2026-11-24", date(2026, 11, 24)), ("2026/11/24", date(2026, 11, 24)), ("2026年11月24日", date(2026, 11, 24)),
        ("2026.1.4", date(2026, 1, 4)), ("20261124", date(2026, 11, 24)), ("46350", date(2026, 11, 24)),
        ("2026-11-24 00:00", date(2026, 11, 24)), ("2026-02-30", None), ("11月24日", None), ("昨天", None), ("12", None),
    ],
)  # fmt: skip
def test_days_as_people_and_programs_write_them(written: str, is_: date | None) -> None:
    assert day(written) == is_


def test_by_the_pages_upload_preview_marked_copy_and_job(committed_db: str, as_: Any) -> None:
    client = as_("clerk")
    address = uploaded(client, "/problems/bulk/", book([HEADS, GOOD, row(问题="漏水")]), "十一月.xlsx")
    page = client.get(address)
    assert "这份表能登记 1 件，1 行有错" in words(page)
    marked = cells(client.get(f"{address}marked.xlsx").content)
    assert marked[0][-1] == "错在哪里"
    assert marked[2][-1] == "问题：填的是“漏水”，少于 4 个字。写清哪里、什么、多少。"
    form = {"seen": hidden(page, "seen"), "idem": str(uuid.uuid4())}
    queued = client.post(f"{address}apply/", form)
    assert client.post(f"{address}apply/", form)["Location"] == "/jobs/"
    run = int(token_of(queued["Location"]))
    jobs.carry_out(run)
    done = JobRun.objects.using("owner").get(pk=run)
    assert (done.state, done.message) == (
        "done",
        f"登记了 1 件，编号 {clock.today().year}-0001。有错的 1 行没有登记，改好再传。",
    )
    assert Problem.objects.using("owner").count() == 1
    assert "已过期" in words(client.get(address)) or "文件已清理" in words(client.get(address))


def test_another_persons_file_is_not_opened(steps: Steps, as_: Any) -> None:
    address = uploaded(as_("clerk"), "/problems/bulk/", book([HEADS, GOOD]))
    other = as_("clerk_colleague").get(address)
    assert "不是您上传的" in words(other)
    assert str(GOOD[0]) not in words(other)


@pytest.mark.parametrize("key", ["village", "team", "helper", "supervisor", "leader", "assessor", "backing"])
def test_who_registers_one_by_one_or_not_at_all(county: Any, as_: Any, key: str) -> None:
    assert as_(key).get("/problems/bulk/").status_code == 403
    assert sent(as_(key), "/problems/bulk/", book([HEADS, GOOD])).status_code == 403
