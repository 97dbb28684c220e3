"""A list exported, changed in a spreadsheet and handed in again: what is done, what collides, what is refused by name."""

from __future__ import annotations

import io
import shutil
import subprocess
import uuid
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from bihuan.web.access.scope import SYSTEM
from bihuan.web.access.scope import acting as scoped
from bihuan.web.areas.imports import store
from bihuan.web.areas.imports.faults import ImportRefused
from bihuan.web.config import clock
from bihuan.web.jobs import services as jobs
from bihuan.web.problems import services
from bihuan.web.problems.models import Problem
from bihuan.web.problems.sheets import keys
from bihuan.web.problems.sheets.acts import trial
from bihuan.web.problems.sheets.jobs import change_many
from bihuan.web.problems.sheets.layout import CHANGEABLE, EXPORTED
from bihuan.web.problems.sheets.weigh import Line, open_book, weigh
from tests.web.problems.sheets.kit import Run, book, cells, token_of, uploaded, words
from tests.web.problems.steps import LIUXI, SONGWAN, WANGLING, Steps, fresh

VIEWS = ("problem", "responsibility", "rectification")
LATER = clock.today() + timedelta(days=40)
Change = Callable[[Any, dict[str, int]], None]


def exported(client: Any, view: str = "rectification", saved: str = "all") -> bytes:
    answer = client.get(f"/problems/?view={view}&saved={saved}&export=xlsx")
    assert answer.status_code == 200
    return bytes(answer.content)


def edited(data: bytes, change: Change) -> bytes:
    """The workbook after `change(sheet, columns)`, saved by another program than the one that made it."""
    made = load_workbook(io.BytesIO(data))
    page = made.worksheets[0]
    change(page, {cell.value: cell.column for cell in page[1]})
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


def setting(head: str, value: Any, row: int = 2) -> Change:
    return lambda page, at: page.cell(row, at[head], value)


def several(*changes: Change) -> Change:
    return lambda page, at: [change(page, at) for change in changes] and None


def weighed(acting: Any, data: bytes, key: str) -> list[Line]:
    with acting(key) as actor:
        return weigh(open_book(data, "表.xlsx"), actor)


def taken(acting: Any, data: bytes, key: str) -> dict[str, Any]:
    with acting(key) as actor:
        return change_many.work(Run(actor), token=store.keep(actor, "表.xlsx", data))


@pytest.fixture
def mixed(steps: Steps, acting: Any) -> list[Problem]:
    """A problem at every stage, with words that programs like to change."""
    made = [
        getattr(steps, name)()
        for name in ("raised", "assigned", "acknowledged", "worked", "submitted", "closed")
    ]
    made.append(
        steps.raised(
            title="=1+1，公式样子的字", text="第一行\n第二行  两个空格", area_code=SONGWAN, remark="007"
        )
    )
    made.append(
        steps.raised(title="编号像数字的 1.50", tags=["饮水", "3"], due=LATER, project="2026年 提升工程")
    )
    made.append(
        steps.raised(
            title="长期坚持的一件", deadline_kind="standing", profile_key="standing", remark="-5 度停工"
        )
    )
    with acting("township") as actor:
        services.request_extension(actor, made[3], LATER, "公示须满十天")
    return made


# nothing changed, nothing to do


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("key", ["office", "township"])
def test_an_untouched_list_changes_nothing(
    mixed: list[Problem], acting: Any, as_: Any, view: str, key: str
) -> None:
    for data in (raw := exported(as_(key), view), edited(raw, lambda page, at: None)):
        lines = weighed(acting, data, key)
        assert len(lines) == len(mixed)
        assert [
            (line.number, line.asked, [str(f) for f in line.faults]) for line in lines if line.state != "same"
        ] == []


def _calc() -> bool:
    """Whether LibreOffice is there with its spreadsheet half."""
    found = shutil.which("soffice")
    return bool(found) and (Path(found).resolve().parent / "libsclo.so").exists()


@pytest.mark.skipif(not _calc(), reason="没有装 LibreOffice 的电子表格")
@pytest.mark.parametrize("view", VIEWS)
def test_libreoffice_opens_it_and_what_it_saves_again_changes_nothing(
    mixed: list[Problem], acting: Any, as_: Any, view: str, tmp_path: Path
) -> None:
    source, out = tmp_path / "list.xlsx", tmp_path / "out"
    source.write_bytes(exported(as_("office"), view))
    command = [
        "soffice",
        f"-env:UserInstallation=file://{tmp_path}/profile",
        "--headless",
        "--convert-to",
        "xlsx:Calc MS Excel 2007 XML",
    ]
    told = subprocess.run(
        [*command, "--outdir", str(out), str(source)], capture_output=True, timeout=120, check=True
    )
    assert b"error" not in told.stderr.lower(), told.stderr
    again = (out / "list.xlsx").read_bytes()
    assert {line.state for line in weighed(acting, again, "office")} == {"same"}
    page = load_workbook(io.BytesIO(again)).worksheets[0]
    hidden = [letter for letter, column in page.column_dimensions.items() if column.hidden]
    assert hidden, "the key column stays hidden"
    assert page.print_title_rows == "$1:$1"
    assert page.page_setup.orientation == "landscape"


texts = st.text(alphabet="饮水管道甲乙丙 0123456789.-/=+@；、\n\"'<>&", max_size=24)


@given(
    title=texts,
    text=texts,
    remark=texts,
    project=texts,
    due=st.none() | st.dates(clock.today(), date(2099, 1, 1)),
)
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
def test_whatever_stands_in_the_cells_an_untouched_list_changes_nothing(
    db: None, acting: Any, as_: Any, title: str, text: str, remark: str, project: str, due: date | None
) -> None:
    problem = Steps(acting).raised(
        title=f"第一件：{title}", text=text, remark=remark, project=project, due=due
    )
    client = as_("office")
    for view in VIEWS:
        for data in (raw := exported(client, view), edited(raw, lambda page, at: None)):
            line = next(each for each in weighed(acting, data, "office") if each.number == problem.number)
            assert (line.state, line.asked, line.faults) == ("same", [], []), view


# what the sheet may do, through the services


@pytest.mark.parametrize(
    ("view", "key", "head", "value", "field", "stands"),
    [
        ("problem", "office", "类别", "饮水安全", "category", "饮水安全"),
        ("problem", "office", "项目", "管网提升", "project", "管网提升"),
        ("problem", "office", "发现人", "村民 谢长福", "found_by", "村民 谢长福"),
        ("problem", "office", "成效目标", "12户全年不断水", "target", "12户全年不断水"),
        ("problem", "clerk", "标签", "入冬、饮水", "tags", ["入冬", "饮水"]),
        ("rectification", "township", "备注", "等天晴再铺", "remark", "等天晴再铺"),
        ("rectification", "inspector", "备注", 42, "remark", "42"),
    ],
)
def test_a_changed_cell_is_done(
    steps: Steps, acting: Any, as_: Any, view: str, key: str, head: str, value: Any, field: str, stands: Any
) -> None:
    problem = steps.worked()
    result = taken(acting, edited(exported(as_(key), view), setting(head, value)), key)
    assert [line["what"] for line in result["done"]] == [head]
    now = fresh(problem)
    assert getattr(now, field) == stands
    assert now.version == problem.version + 1


def test_the_lead_unit_does_its_work_in_the_sheet(steps: Steps, acting: Any, as_: Any) -> None:
    problem = steps.acknowledged()
    data = exported(as_("township"))
    result = taken(
        acting,
        edited(
            data,
            several(setting("原因", "主管道建成二十年"), setting("整改措施", "更换主管1.2公里；2、检修闸阀")),
        ),
        "township",
    )
    assert [line["what"] for line in result["done"]] == ["原因、整改措施"]
    with scoped(SYSTEM):
        assert list(problem.measures.values_list("no", "text")) == [(1, "更换主管1.2公里"), (2, "检修闸阀")]
        assert problem.gates.get(kind="found_out").stated == "主管道建成二十年"
    data = exported(as_("township"))
    assert cells(data)[1][cells(data)[0].index("完成日期")] == "1. 没有完成；2. 没有完成"
    (line,) = weighed(acting, edited(data, setting("完成日期", "1. 明天；2. 没有完成")), "township")
    with acting("township") as actor:
        assert "第 1 项的完成日期“明天”不是一个日期" in trial(actor, line)
    day = clock.today()
    added = "1. 更换主管1.2公里；2. 检修闸阀；3. 公布报修电话"
    taken(
        acting,
        edited(
            data, several(setting("完成日期", f"1. {day:%Y/%m/%d}；2. 没有完成"), setting("整改措施", added))
        ),
        "township",
    )
    with scoped(SYSTEM):
        assert list(problem.measures.values_list("no", "done_at")) == [(1, day), (2, None), (3, None)]


def test_a_deadline_is_asked_for_with_its_reason(steps: Steps, acting: Any, as_: Any) -> None:
    problem = steps.worked()
    data = exported(as_("township"))
    alone = weighed(acting, edited(data, setting("时限", LATER)), "township")[0]
    with acting("township") as actor:
        assert "请在“延期理由”一列写明" in trial(actor, alone)
    both = edited(
        data, several(setting("时限", f"{LATER:%Y年%m月%d日}"), setting("延期理由", "管材要等厂家排产"))
    )
    assert len(taken(acting, both, "township")["done"]) == 1
    now = fresh(problem)
    assert (now.due, now.first_due) == (problem.due, problem.first_due), "asking moves no clock"
    with scoped(SYSTEM):
        asked = problem.extensions.get()
    assert (asked.to, asked.reason, asked.state) == (LATER, "管材要等厂家排产", "asked")


def test_the_official_is_named_in_the_responsibility_list(steps: Steps, acting: Any, as_: Any) -> None:
    problem = steps.assigned()
    taken(
        acting, edited(exported(as_("office"), "responsibility"), setting("责任领导", "镇长 高山")), "office"
    )
    with scoped(SYSTEM):
        assert problem.assignments.get().lead_official == "镇长 高山"


def test_an_emptied_cell_and_a_missing_column_ask_for_nothing(steps: Steps, acting: Any, as_: Any) -> None:
    steps.worked(remark="等天晴", tags=["入冬"])
    data = exported(as_("office"), "problem")
    assert (
        weighed(acting, edited(data, several(setting("备注", None), setting("标签", " "))), "office")[0].state
        == "same"
    )

    def fewer(page: Any, at: dict[str, int]) -> None:
        for head in sorted(("具体情况", "状态", "首次时限"), key=lambda head: -at[head]):
            page.delete_cols(at[head])

    assert weighed(acting, edited(data, fewer), "office")[0].state == "same"


def test_rows_may_be_sorted_and_left_out(steps: Steps, acting: Any, as_: Any) -> None:
    one, two, three = (steps.raised(title=f"第{n}件，路灯坏了") for n in "一二三")

    def shuffle(page: Any, at: dict[str, int]) -> None:
        rows = [[cell.value for cell in row] for row in page.iter_rows(min_row=2)]
        page.delete_rows(2, 9)
        for down, line in enumerate(reversed(rows[:2]), start=2):
            for across, value in enumerate(line, start=1):
                page.cell(down, across, value)
        page.cell(2, at["备注"], "排在前面的")

    data = exported(as_("office"), "problem")
    order = [line[0] for line in cells(data)[1:]]
    result = taken(acting, edited(data, shuffle), "office")
    assert [line["number"] for line in result["done"]] == [order[1]]
    assert {fresh(p).number for p in (one, two, three) if fresh(p).remark} == {order[1]}


# what collides, and what is refused


def test_somebody_elses_change_collides_and_nothing_of_the_row_is_done(
    steps: Steps, acting: Any, as_: Any
) -> None:
    problem = steps.raised(category="住房", remark="原来的")
    data = edited(
        exported(as_("office"), "problem"), several(setting("类别", "饮水"), setting("备注", "表里的"))
    )
    with acting("clerk") as actor:
        services.describe(actor, problem, category="教育")
    (line,) = weighed(acting, data, "office")
    assert line.state == "conflict"
    assert [(a.heading, a.now, a.to) for a in line.asked] == [
        ("类别", "教育", "饮水"),
        ("备注", "原来的", "表里的"),
    ]
    result = taken(acting, data, "office")
    assert (result["done"], result["message"]) == ([], "改了 0 件，1 行没有改。")
    assert "您导出之后别人改过这一件" in result["left"][0]["why"]
    now = fresh(problem)
    assert (now.category, now.remark) == ("教育", "原来的")


def test_an_untouched_row_that_others_changed_is_no_conflict(steps: Steps, acting: Any, as_: Any) -> None:
    problem = steps.raised()
    data = exported(as_("office"), "problem")
    with acting("clerk") as actor:
        services.describe(actor, problem, category="教育", tags=["入冬"])
    assert weighed(acting, data, "office")[0].state == "same"
    same = weighed(acting, edited(data, setting("类别", "教育")), "office")[0]
    assert same.state == "same", "both wrote the same"


@pytest.mark.parametrize("view", VIEWS)
def test_every_other_column_is_refused_by_name(steps: Steps, acting: Any, as_: Any, view: str) -> None:
    steps.worked()
    data = exported(as_("office"), view)
    for column in EXPORTED[view]:
        if column.key in CHANGEABLE[view]:
            continue
        (line,) = weighed(acting, edited(data, setting(column.label, "改成别的")), "office")
        assert line.state == "wrong", column.label
        assert f"“{column.label}”填的是“改成别的”，这一列不能在表里改" in str(line.faults[0])


def test_a_protected_cell_keeps_the_whole_row_from_changing(steps: Steps, acting: Any, as_: Any) -> None:
    problem = steps.worked()
    data = edited(
        exported(as_("office")),
        several(setting("备注", "看过"), setting("状态", "已销号"), setting("首次时限", LATER)),
    )
    result = taken(acting, data, "office")
    assert "状态随办理走，不能填" in result["left"][0]["why"]
    assert "首次时限不能改" in result["left"][0]["why"]
    assert fresh(problem).version == problem.version


def test_one_refused_step_takes_the_row_back_and_the_others_go_on(
    steps: Steps, acting: Any, as_: Any
) -> None:
    first, second = steps.worked(), steps.worked()

    def change(page: Any, at: dict[str, int]) -> None:
        for row in (2, 3):
            page.cell(row, at["备注"], "都写")
            if page.cell(row, at["编号"]).value == first.number:
                page.cell(row, at["整改措施"], "改掉原来的措施")

    result = taken(acting, edited(exported(as_("township")), change), "township")
    assert [line["number"] for line in result["done"]] == [second.number]
    assert "已经定下的整改措施不能在表里改" in result["left"][0]["why"]
    assert (fresh(first).remark, fresh(second).remark) == ("", "都写")


WRONG_CELLS: list[tuple[str, Any, str]] = [
    ("完成日期", "1. 明天", "已经报过完成"),
    ("完成日期", "9. 2026-11-20", "认不出是哪一项"),
    ("完成日期", "1. 没有完成", "已经报过完成"),
    ("延期理由", "等排产，要晚几天", "还要把“时限”改成"),
    ("原因", "短", "请写明原因"),
    ("标签", "一二三四五六七八九十一二三", "最多 12 个"),
]


@pytest.mark.parametrize(("head", "value", "said"), WRONG_CELLS)
def test_cells_that_cannot_be_done_say_why(
    steps: Steps, acting: Any, as_: Any, head: str, value: str, said: str
) -> None:
    steps.worked()
    (line,) = weighed(acting, edited(exported(as_("township")), setting(head, value)), "township")
    with acting("township") as actor:
        assert said in trial(actor, line)


def test_the_services_ask_for_the_right(steps: Steps, acting: Any, as_: Any) -> None:
    """The sheet is no way round: who may not on the page may not in the sheet."""
    problem = steps.worked(area_code=SONGWAN)
    for key, head, value, said in (
        ("office", "原因", "办公室写的原因", "没有交给县帮扶办"),
        ("village", "整改措施", "1. 更换主管1.2公里；加一项", "没有交给松湾村"),
        ("inspector", "整改措施", "1. 更换主管1.2公里；加一项", "不能填整改措施"),
    ):
        (line,) = weighed(acting, edited(exported(as_(key)), setting(head, value)), key)
        with acting(key) as actor:
            assert said in trial(actor, line), key
    assert fresh(problem).version == problem.version


def test_a_problem_that_went_elsewhere_is_out_of_sight(steps: Steps, acting: Any, as_: Any) -> None:
    problem = steps.raised(remark="柳溪镇的备注")
    data = edited(exported(as_("township"), "problem"), setting("备注", "柳溪镇来改"))
    with scoped(SYSTEM):
        Problem.objects.filter(pk=problem.pk).update(area_code=WANGLING, units=[])
    (line,) = weighed(acting, data, "township")
    assert line.problem is None
    assert "不在您能看到的范围内" in str(line.faults[0])


# hostile sheets


@pytest.mark.parametrize("key", ["township", "clerk", "department"])
def test_a_sheet_of_another_desk_is_refused(steps: Steps, acting: Any, as_: Any, key: str) -> None:
    problem = steps.raised(remark="县里的备注")
    data = edited(exported(as_("office"), "problem"), setting("备注", "别人来改"))
    (line,) = weighed(acting, data, key)
    assert (line.problem, line.number, line.state) == (None, "", "wrong")
    assert "不是您单位用现在的身份导出的" in str(line.faults[0])
    assert "请用本人身份重新导出再改" in str(line.faults[0])
    result = taken(acting, data, key)
    assert (len(result["done"]), len(result["left"])) == (0, 1)
    assert fresh(problem).remark == "县里的备注"


def test_a_colleague_of_the_same_desk_hands_it_in(steps: Steps, acting: Any, as_: Any) -> None:
    steps.raised()
    data = edited(exported(as_("office"), "problem"), setting("备注", "同事来改"))
    assert [line.state for line in weighed(acting, data, "office_colleague")] == ["changed"]


def test_keys_that_were_touched_are_refused(steps: Steps, acting: Any, as_: Any) -> None:
    problem = steps.raised()
    with acting("township") as other:
        pass
    with acting("office") as actor:
        good = keys.make(actor, "problem", problem.number, problem.version, [("a", "b")])
        assert keys.read(actor, "problem", good) == keys.Key(
            "problem", problem.number, problem.version, good.split(".")[5]
        )
        old = f"problem.{problem.number}.{problem.version}.abcd.0123456789ab"
        touched = "被改过"
        for bad, why in (
            (good[:-1] + ("0" if good[-1] != "0" else "1"), touched),
            (good.replace(f".{problem.version}.", ".99."), touched),
            (good.replace(f"{actor.unit_id}-office", f"{other.unit_id}-township"), touched),
            (good.replace("2.problem.", "2.responsibility."), touched),
            (good.replace(problem.number, "2026-9999"), touched),
            ("", "新添的"),
            ("x", "新添的"),
            ("....", touched),
            (good + ".", touched),
            (old, "系统升级以前导出的"),
        ):
            with pytest.raises(keys.NoKey, match=why):
                keys.read(actor, "problem", bad)
        with pytest.raises(keys.NoKey, match="另一种清单"):
            keys.read(actor, "rectification", good)
        with pytest.raises(keys.NoKey, match="不是您单位"):
            keys.read(other, "problem", good)
    data = exported(as_("office"), "problem")
    (line,) = weighed(acting, edited(data, setting("核对码", good)), "office")
    assert "旧版导出" in str(line.faults[0]), "a key of another layout"

    def twice(page: Any, at: dict[str, int]) -> None:
        for cell in page[2]:
            page.cell(3, cell.column, cell.value)
        page.cell(3, at["备注"], "抄了一行")

    assert "出现了两次" in str(weighed(acting, edited(data, twice), "office")[1].faults[0])
    other = exported(as_("office"), "rectification")
    stolen = cells(other)[1][-1]
    assert "核对码是另一种清单的" in str(
        weighed(acting, edited(data, setting("核对码", stolen)), "office")[0].faults[0]
    )


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (book([["编号", "问题", "状态"], ["2026-0001", "漏水", "已销号"]]), "不是从清单导出的表"),
        (book([["核对码", "备注"], *[[f"k{n}", "x"] for n in range(5001)]]), "一次最多 5000 行"),
        (book([["核对码", "备注"], *[[f"k{n}", "x"] for n in range(100_000)]]), "超过 20000 行"),
        (b"PK\x03\x04", "不是完好的 .xlsx"),
    ],
    ids=["wrong heads", "5001", "a hundred thousand", "broken"],
)
def test_what_is_no_list_of_ours_is_refused_in_words(county: Any, data: bytes, said: str) -> None:
    with pytest.raises(ImportRefused, match=said):
        open_book(data, "表.xlsx")


def test_formulas_and_merged_cells_ask_for_nothing(steps: Steps, acting: Any, as_: Any) -> None:
    steps.raised(remark="甲"), steps.raised(remark="乙")

    def change(page: Any, at: dict[str, int]) -> None:
        page.cell(2, at["备注"], '=HYPERLINK("http://x","看")')
        page.merge_cells(start_row=2, end_row=3, start_column=at["标签"], end_column=at["标签"])

    assert {
        line.state for line in weighed(acting, edited(exported(as_("office"), "problem"), change), "office")
    } == {"same"}


# the pages


def test_the_export_says_what_may_be_changed(steps: Steps, as_: Any) -> None:
    steps.worked()
    made = load_workbook(io.BytesIO(exported(as_("office"))))
    page, facts = made.worksheets[0], {line[0].value: line[1].value for line in made["说明"].iter_rows()}
    assert facts["可以改的列"].startswith("原因、整改措施、完成日期、时限、延期理由、标签、备注")
    tinted = {cell.value for cell in page[1] if cell.fill.fgColor.rgb == "FFE4EFEE"}
    assert tinted == {"原因", "整改措施", "完成日期", "时限", "延期理由", "标签", "备注"}
    assert page.column_dimensions["X"].hidden or any(c.hidden for c in page.column_dimensions.values())
    assert page.cell(1, page.max_column).value == "核对码"
    assert (page.freeze_panes, page.print_title_rows, page.page_setup.orientation) == (
        "A2",
        "$1:$1",
        "landscape",
    )
    assert page.page_setup.paperSize == 9
    assert page.auto_filter.ref.endswith(f"{page.cell(2, page.max_column).coordinate}"), (
        "sorting carries the keys along"
    )


def test_by_the_pages_upload_preview_and_job(committed_db: str, acting: Any, as_: Any) -> None:
    steps = Steps(acting)
    first, second = steps.worked(), steps.worked(title="另一件，路灯坏了")
    client = as_("township")

    def change(page: Any, at: dict[str, int]) -> None:
        for row in (2, 3):
            mine = page.cell(row, at["编号"]).value == first.number
            page.cell(row, at["备注" if mine else "状态"], "等天晴再铺" if mine else "已销号")

    address = uploaded(client, "/problems/sheet/", edited(exported(client), change))
    page = words(client.get(address))
    assert "要改 1 件，1 行不改" in page
    assert "备注 ： （空） → 等天晴再铺" in page
    assert "状态随办理走，不能填" in page
    marked = cells(client.get(f"{address}marked.xlsx").content)
    assert any("这一列不能在表里改" in str(line[-1]) for line in marked)
    queued = client.post(f"{address}apply/", {"idem": str(uuid.uuid4())})
    run = int(token_of(queued["Location"]))
    jobs.carry_out(run)
    done = client.get(f"/problems/sheet/done/{run}/")
    assert "改了 1 件，1 行没有改" in words(done)
    assert Problem.objects.using("owner").get(pk=first.pk).remark == "等天晴再铺"
    assert Problem.objects.using("owner").get(pk=second.pk).version == second.version
    assert as_("township_colleague").get(f"/problems/sheet/done/{run}/").status_code == 404


def test_a_preview_tries_and_takes_back(steps: Steps, acting: Any, as_: Any) -> None:
    problem = steps.worked()
    client = as_("township")
    address = uploaded(client, "/problems/sheet/", edited(exported(client), setting("备注", "等天晴再铺")))
    assert "要改 1 件" in words(client.get(address))
    assert (fresh(problem).version, fresh(problem).remark) == (problem.version, "")


def test_weighing_asks_the_database_as_often_for_ten_rows_as_for_one(
    steps: Steps, acting: Any, as_: Any
) -> None:
    counts = []
    for more in (1, 9):
        for _ in range(more):
            steps.worked(area_code=LIUXI)
        data = edited(exported(as_("office")), setting("备注", "看过"))
        with acting("office") as actor, CaptureQueriesContext(connection) as asked:
            weigh(open_book(data, "表.xlsx"), actor)
        counts.append(len(asked))
    assert counts[0] == counts[1]


@pytest.mark.parametrize("key", ["helper", "supervisor", "leader", "assessor", "discipline"])
def test_who_only_reads_hands_no_list_in(county: Any, as_: Any, key: str) -> None:
    assert as_(key).get("/problems/sheet/").status_code == 403
