"""The pages: upload, preview, import all or nothing, the marked copy, and who may not."""

import io
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import load_workbook
from xlsxwriter import Workbook

from bihuan.web.accounts.models import Account, Grant, Person
from bihuan.web.areas.imports import copy
from bihuan.web.areas.imports.columns import KINDS
from bihuan.web.areas.imports.read import read
from bihuan.web.areas.models import Area, AreaCode, Unit
from bihuan.web.journal.models import JournalLine
from tests.world import County

Sheets = dict[str, list[list[object]]]
As = Callable[[str], Client]

AREAS = [
    ["行政区划代码", "名称"],
    [990101101004, "双柳村"],
    ["990101102", "望岭镇"],
    ["990101999001", "甲村"],
]
UNITS = [
    ["单位名称", "简称", "类型", "所在地", "上级单位", "联系人"],
    ["柳溪镇双柳村民委员会", "双柳村", "村", "双柳村", "柳溪镇", "孟小川"],
    ["县住建局", "", "", "", "", ""],
]
PEOPLE = [
    ["姓名", "单位", "职务", "角色", "手机号", "账号"],
    ["孟小川", "柳溪镇/双柳村", "党支部书记", "村干部", "15400000777", "mengxiaochuan"],
    ["何敏", "柳溪镇", "副镇长", "", "", ""],
    ["罗秀英", "望岭乡", "站长", "镇长", "", ""],
    ["杨春生", "望岭乡", "专干", "乡镇工作站", "", "township_colleague"],
]


def workbook(**sheets: list[list[object]]) -> bytes:
    stream = io.BytesIO()
    book = Workbook(stream, {"in_memory": True, "strings_to_formulas": False})
    for name, lines in sheets.items():
        sheet = book.add_worksheet(name)
        for number, line in enumerate(lines):
            sheet.write_row(number, 0, line)
    book.close()
    return stream.getvalue()


def post(client: Client, data: bytes, name: str = "全县.xlsx") -> Any:
    return client.post("/areas/import/", {"file": SimpleUploadedFile(name, data)})


def uploaded(client: Client, data: bytes, name: str = "全县.xlsx") -> str:
    """Uploads and returns the address of the preview."""
    answer = post(client, data, name)
    assert answer.status_code == 302, answer.content.decode()[-800:]
    return str(answer["Location"])


def words(answer: Any) -> str:
    """The text of a page without its tags."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def seen(answer: Any) -> str:
    found = re.search(r'name="seen" value="(\w+)"', answer.content.decode())
    assert found
    return found[1]


def apply(client: Client, address: str, *groups: str) -> Any:
    return client.post(f"{address}apply/", {"group": groups, "seen": seen(client.get(address))})


EVERYTHING = ("areas.new", "areas.changed", "units.new", "units.changed", "people.new", "people.changed")


@pytest.fixture
def admin(county: County, as_: As, settings: Any, tmp_path: Any) -> Client:
    settings.FILES_ROOT = tmp_path
    return as_("administrator")


@pytest.fixture
def address(admin: Client) -> str:
    return uploaded(admin, workbook(区划=AREAS, 单位=UNITS, 人员=PEOPLE, 说明=[["由各乡镇填"]]))


def test_the_preview_says_what_is_new_changed_and_wrong(admin: Client, address: str) -> None:
    page = admin.get(address)
    said = words(page)
    assert "这份表新增 3 行、更改 3 行，2 行有错" in said
    assert "没有变化 1 行" in said
    assert "名称： 望岭乡 → 望岭镇" in said
    assert "单位： 柳溪镇 → 望岭乡" in said
    assert "上级 990101999000 不在系统里" in said
    assert "没有“镇长”这个角色" in said
    assert "“说明”没有读：没有认得的列名" in said
    assert "154****0777" in said
    assert "15400000777" not in page.content.decode()


def test_everything_chosen_is_written_and_journaled(admin: Client, address: str) -> None:
    answer = apply(admin, address, *EVERYTHING)
    assert answer.status_code == 302, words(answer)[-600:]
    result = words(admin.get(answer["Location"]))
    assert "已导入 6 行" in result
    assert "区划 新增 1 个，更改 1 个" in result
    assert "1 个新账号还不能登录" in result

    area = Area.objects.get(code=990101_101004)
    assert (area.name, area.level, area.parent.name) == ("双柳村", "village", "柳溪镇")
    assert AreaCode.objects.filter(area=area, code=area.code, valid_to=None).exists()
    assert Area.objects.get(code=990101_102000).name == "望岭镇"
    assert not Area.objects.filter(name="甲村").exists()

    unit = Unit.objects.get(short_name="双柳村")
    township = Unit.objects.get(name="柳溪镇")
    assert unit.chain == [unit.pk, *township.chain]
    assert (unit.contact.name, unit.contact.phone) == ("孟小川", "15400000777")
    account = Account.objects.get(username="mengxiaochuan")
    assert (account.has_usable_password(), account.must_change, account.demo) == (False, True, False)
    assert list(Grant.objects.filter(person=unit.contact).values_list("role", "unit")) == [
        ("village", unit.pk)
    ]
    assert Person.objects.get(name="何敏").post == "副镇长"

    lines = dict(JournalLine.objects.filter(code__endswith=".imported").values_list("code", "data"))
    assert {code: data["count"] for code, data in lines.items()} == {
        "areas.imported": 2, "units.imported": 1, "people.imported": 3,
    }  # fmt: skip
    assert "15400000777" not in str(list(JournalLine.objects.values_list("data", flat=True)))


def test_who_moves_to_another_unit_loses_the_posts_of_the_former_one(admin: Client, address: str) -> None:
    apply(admin, address, "people.changed")
    moved = Person.objects.get(name="杨春生")
    active = [grant for grant in moved.grants.select_related("unit") if grant.valid_to is None]
    assert [(grant.role, grant.unit.name) for grant in active] == [("township", "望岭乡")]
    assert moved.unit.name == "望岭乡"


def test_a_group_that_needs_another_is_refused_and_nothing_stays(admin: Client, address: str) -> None:
    answer = apply(admin, address, "people.new", "people.changed", "units.new")
    assert answer.status_code == 422
    said = words(answer)
    assert "“单位”第2行“双柳村”要用到的区划 990101101004没有选中导入" in said
    assert "这次什么也没有导入" in said
    assert Person.objects.get(name="何敏").post != "副镇长"
    assert not Person.objects.filter(name="孟小川").exists()


def test_a_failure_in_the_last_row_rolls_everything_back(
    admin: Client, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def clash(self: Grant, *args: Any, **kwargs: Any) -> None:
        raise RuntimeError("cut")

    monkeypatch.setattr(Grant, "save", clash)
    admin.raise_request_exception = False
    assert apply(admin, address, *EVERYTHING).status_code == 500
    assert not Area.objects.filter(name="双柳村").exists()
    assert not Unit.objects.filter(short_name="双柳村").exists()
    assert not JournalLine.objects.filter(code__endswith=".imported").exists()


def test_a_change_since_the_preview_stops_the_import(admin: Client, address: str) -> None:
    before = seen(admin.get(address))
    Person.objects.filter(name="何敏").update(post="站长（主持）")
    answer = admin.post(f"{address}apply/", {"group": EVERYTHING, "seen": before})
    assert answer.status_code == 409
    assert "请重新看一遍预览再导入" in words(answer)
    assert not Person.objects.filter(name="孟小川").exists()


def test_nothing_ticked_and_a_second_press_do_no_harm(admin: Client, address: str) -> None:
    assert "没有选中要导入的行" in words(apply(admin, address))
    page = seen(admin.get(address))
    first = admin.post(f"{address}apply/", {"group": EVERYTHING, "seen": page})
    assert first.status_code == 302
    second = admin.post(f"{address}apply/", {"group": EVERYTHING, "seen": page})
    assert second.status_code == 422
    assert "请重新上传文件" in words(second)
    assert Person.objects.filter(name="孟小川").count() == 1


def test_importing_the_same_file_again_changes_nothing_more(admin: Client, address: str) -> None:
    data = workbook(区划=AREAS[:3], 单位=UNITS, 人员=PEOPLE[:3])
    apply(admin, uploaded(admin, data), *EVERYTHING)
    assert "这份表和系统里的一样" in words(admin.get(uploaded(admin, data)))


def test_the_marked_copy_keeps_every_cell_and_says_what_is_wrong(admin: Client, address: str) -> None:
    answer = admin.get(f"{address}marked.xlsx")
    book = load_workbook(io.BytesIO(answer.content))
    assert book.sheetnames == ["区划", "单位", "人员", "说明"]
    sheet = book["人员"]
    assert [cell.value for cell in sheet[1]] == [*PEOPLE[0], "错在哪里"]
    assert [cell.value or "" for cell in sheet[2]] == [*PEOPLE[1], ""]
    wrong = sheet[4]
    assert wrong[6].value.startswith("角色：填的是“镇长”，没有“镇长”这个角色。填这些之一：")
    assert wrong[3].fill.fgColor.rgb == "FFFBE3E0"
    assert wrong[2].fill.fgColor.rgb != "FFFBE3E0"
    assert book["区划"]["C4"].value.startswith("行政区划代码：填的是“990101999001”")
    assert "标出错误.xlsx" in __import__("urllib.parse").parse.unquote(answer["Content-Disposition"])


def test_cells_that_look_like_formulas_stay_text_in_the_marked_copy(admin: Client) -> None:
    evil = '=HYPERLINK("http://x","y")'
    address = uploaded(
        admin, f'姓名,单位\n"{evil.replace(chr(34), chr(34) * 2)}",无此单位\n'.encode(), "人员.csv"
    )
    cell = load_workbook(io.BytesIO(admin.get(f"{address}marked.xlsx").content))["人员"]["A2"]
    assert (cell.value, cell.data_type) == (evil, "s")


@pytest.mark.parametrize(
    ("name", "sheet"), [("人员名单" * 10 + ".csv", "人员名单" * 6 + "（1）"), ("a[1].csv", "a_1_（1）")]
)
def test_a_file_whose_name_no_sheet_may_have_is_marked_too(admin: Client, name: str, sheet: str) -> None:
    address = uploaded(admin, "姓名,单位\n谢桂兰,无此单位\n".encode(), name)
    answer = admin.get(f"{address}marked.xlsx")
    assert answer.status_code == 200
    assert load_workbook(io.BytesIO(answer.content)).sheetnames == [sheet]


def test_the_blank_tables_are_read_back_as_they_are(admin: Client) -> None:
    data = admin.get("/areas/import/blank.xlsx").content
    book = load_workbook(io.BytesIO(data))
    assert book.sheetnames == ["区划", "单位", "人员", "填写说明"]
    for kind in KINDS.values():
        sheet = book[kind.title]
        headings = [str(cell.value).removesuffix(" *") for cell in sheet[1]]
        assert headings == [column.heading for column in kind.columns]
        for column in kind.columns:
            sheet.cell(2, headings.index(column.heading) + 1, column.example)
    stream = io.BytesIO()
    book.save(stream)
    tables = read(stream.getvalue(), "填好.xlsx").tables
    assert [(table.kind.key, table.unknown) for table in tables] == [
        ("areas", ()),
        ("units", ()),
        ("people", ()),
    ]
    assert tables[0].rows[0].cells == {column.key: column.example for column in KINDS["areas"].columns}
    assert copy.blank()[:2] == b"PK"


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8-sig"])
def test_a_gbk_csv_is_imported(admin: Client, encoding: str) -> None:
    text = "姓名,单位,职务\r\n何敏,柳溪镇,党委委员\r\n"
    answer = apply(admin, uploaded(admin, text.encode(encoding), "人员.csv"), "people.changed")
    assert answer.status_code == 302
    assert Person.objects.get(name="何敏").post == "党委委员"


@pytest.mark.parametrize(
    ("data", "says"), [(b"x", "不是完好的 .xlsx"), (b"a" * (5 * 2**20 + 1), "超过 5 MB")]
)
def test_a_file_that_cannot_be_read_is_refused_beside_the_field(
    admin: Client, data: bytes, says: str
) -> None:
    answer = post(admin, data)
    assert answer.status_code == 422
    assert says in words(answer)


def test_a_preview_of_somebody_else_or_a_forged_one_is_refused(admin: Client, address: str, as_: As) -> None:
    other = as_("administrator_colleague").get(address)
    assert (other.status_code, "不是您上传的" in words(other)) == (422, True)
    forged = admin.get("/areas/import/abc:def/")
    assert (forged.status_code, "已过期，或地址不完整" in words(forged)) == (422, True)


@pytest.mark.parametrize("role", ["office", "clerk", "township", "village", "leader", "auditor", "assessor"])
@pytest.mark.parametrize("path", ["", "blank.xlsx", "x/", "x/marked.xlsx", "x/done/"])
def test_other_roles_are_refused(county: County, as_: As, role: str, path: str) -> None:
    assert as_(role).get(f"/areas/import/{path}").status_code == 403


def test_visitors_are_sent_to_sign_in(db: None) -> None:
    answer = Client().get("/areas/import/")
    assert (answer.status_code, answer["Location"].startswith("/accounts/sign-in/")) == (302, True)
