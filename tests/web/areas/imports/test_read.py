"""Reading: headings wherever they stand, every encoding an office saves in, and files that must be refused."""

import csv
import io
import zipfile
from collections.abc import Callable
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from bihuan.web.areas.imports import read as reading
from bihuan.web.areas.imports.columns import KINDS, folded, spellings
from bihuan.web.areas.imports.faults import ImportRefused
from bihuan.web.areas.imports.read import read, text

Draw = Callable[[Worksheet], object]


def xlsx(**sheets: Draw) -> bytes:
    """A workbook with the named sheets, each drawn by its function."""
    stream = io.BytesIO()
    book = Workbook(stream, {"in_memory": True})
    for name, draw in sheets.items():
        draw(book.add_worksheet(name))
    book.close()
    return stream.getvalue()


def rows(*lines: list[object]) -> Draw:
    def draw(sheet: Worksheet) -> None:
        for number, line in enumerate(lines):
            sheet.write_row(number, 0, line)

    return draw


def test_headings_below_two_title_rows_and_extra_columns_are_found() -> None:
    data = xlsx(
        名单=rows(
            ["云溪县帮扶干部名单"], ["2026年11月"], ["序号", "姓名 *", "工作单位", "职务（岗位）", "联系电话", "备注"],
            [1, "何敏", "柳溪镇", "站长", 15400000001, ""], [], [2, "罗秀英", "望岭乡", "", "154 0000 0002", "借调"],
        )
    )  # fmt: skip
    (table,) = read(data, "名单.xlsx").tables
    assert (table.kind.key, table.header_row, table.unknown) == ("people", 3, ("序号", "备注"))
    assert [(row.number, row.cells) for row in table.rows] == [
        (4, {"name": "何敏", "unit": "柳溪镇", "post": "站长", "phone": "15400000001"}),
        (6, {"name": "罗秀英", "unit": "望岭乡", "post": "", "phone": "154 0000 0002"}),
    ]


def test_merged_headings_two_rows_deep() -> None:
    def draw(sheet: Worksheet) -> None:
        sheet.merge_range("A1:A2", "姓名")
        sheet.merge_range("B1:C1", "单位和职务")
        sheet.write("B2", "单位")
        sheet.write("C2", "职务")
        sheet.merge_range("D1:E1", "登录")
        sheet.write("D2", "账号")
        sheet.write("E2", "角色")
        sheet.write_row("A3", ["段红梅", "松湾村", "书记", "duanhongmei", "村干部"])

    (table,) = read(xlsx(表=draw), "a.xlsx").tables
    assert table.header_row == 2
    assert table.rows[0].cells == {
        "name": "段红梅", "unit": "松湾村", "post": "书记", "username": "duanhongmei", "role": "村干部",
    }  # fmt: skip


def test_formulas_are_read_as_their_values_and_codes_keep_every_figure() -> None:
    def draw(sheet: Worksheet) -> None:
        sheet.write_row(0, 0, ["代码", "名称"])
        sheet.write_number(1, 0, 990101101200)
        sheet.write_formula(1, 1, '="石坳"&"村"', None, "石坳村")

    (table,) = read(xlsx(区划=draw), "a.xlsx").tables
    assert table.rows[0].cells == {"code": "990101101200", "name": "石坳村"}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_csv_in_every_encoding_an_office_saves_in(encoding: str, delimiter: str) -> None:
    lines = [["行政区划代码", "名称", "级别"], ["990101101203", "下洲村", "村"]]
    content = "\r\n".join(delimiter.join(line) for line in lines).encode(encoding)
    (table,) = read(content, "区划.csv").tables
    assert table.sheet == "区划"
    assert table.rows[0].cells == {"code": "990101101203", "name": "下洲村", "level": "村"}


def test_one_file_may_bring_all_three_and_sheets_that_are_none_are_named() -> None:
    data = xlsx(
        区划=rows(["代码", "名称"], ["990101", "云溪县"]),
        单位=rows(["单位名称", "类型"], ["云溪县水利局", "行业部门"]),
        人员=rows(["姓名", "单位"], ["温水生", "云溪县水利局"]),
        说明=rows(["本表由各乡镇填"]),
        空=rows(),
    )
    book = read(data, "a.xlsx")
    assert [table.kind.key for table in book.tables] == ["areas", "units", "people"]
    assert [(s.sheet, s.why) for s in book.skipped] == [("说明", "没有认得的列名"), ("空", "空表")]


def test_remarks_below_the_table_and_headings_repeated_on_a_new_page_are_left_out() -> None:
    data = xlsx(
        表=rows(
            ["姓名", "单位"],
            ["何敏", "柳溪镇"],
            ["姓名", "单位"],
            ["邓志强", "马头镇"],
            ["注：按任职先后排列"],
        )
    )
    (table,) = read(data, "a.xlsx").tables
    assert [row.cells["name"] for row in table.rows] == ["何敏", "邓志强"]


@pytest.mark.parametrize(
    ("data", "name", "says"),
    [
        (b"", "a.xlsx", "空文件"),
        (b"\xd0\xcf\x11\xe0", "a.xls", "不是 .xlsx 或 .csv"),
        (b"PK\x03\x04 broken", "a.xlsx", "不是完好的 .xlsx"),
        (b"<html></html>", "a.xlsx", "不是完好的 .xlsx"),
        (b"\xff\xff\xff\xff\x00", "a.csv", "文字编码认不出来"),
        ('姓名,单位\n"何敏,柳溪镇'.encode(), "a.csv", "不是规整的 .csv"),
        ("单价,数量\n1,2".encode(), "a.csv", "没有认得的表"),
        (b"a" * (reading.MAX_BYTES + 1), "a.csv", "超过 5 MB"),
    ],
)
def test_files_that_cannot_be_read_are_refused_with_the_next_step(data: bytes, name: str, says: str) -> None:
    with pytest.raises(ImportRefused, match=says) as refused:
        read(data, name)
    assert str(refused.value).endswith("。")


def test_an_archive_that_unpacks_to_too_much_is_refused_before_it_is_unpacked() -> None:
    stream = io.BytesIO(xlsx(表=rows(["姓名", "单位"], ["何敏", "柳溪镇"])))
    with zipfile.ZipFile(stream, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/big.bin", bytes(90 * 2**20))
    with pytest.raises(ImportRefused, match="打开后过大"):
        read(stream.getvalue(), "a.xlsx")


def test_a_cell_at_the_far_end_does_not_fill_the_memory() -> None:
    def draw(sheet: Worksheet) -> None:
        sheet.write_row(0, 0, ["姓名", "单位"])
        sheet.write(1_048_575, 16_383, "x")

    with pytest.raises(ImportRefused, match="打开后过大"):
        read(xlsx(表=draw), "a.xlsx")


def test_too_many_rows_are_refused() -> None:
    lines = "\n".join(["姓名,单位", *["何敏,柳溪镇"] * (reading.MAX_ROWS + 1)])
    with pytest.raises(ImportRefused, match="超过 20000 行"):
        read(lines.encode(), "a.csv")


def test_every_spelling_names_one_column_only() -> None:
    for kind in KINDS.values():
        texts = [folded(t) for column in kind.columns for t in (column.heading, *column.aliases)]
        assert len(texts) == len(set(texts)) == len(spellings(kind))


@given(st.text(), st.floats(allow_nan=False, allow_infinity=False), st.integers(0, 10**14))
def test_cell_texts_have_no_stray_blanks_and_whole_numbers_no_point(
    word: str, real: float, whole: int
) -> None:
    assert text(word) == " ".join(text(word).split())
    assert text(float(whole)) == str(whole)
    assert float(text(real)) == real


CELLS = st.text(st.characters(codec="gb18030", exclude_categories=("Cs", "Cc")), max_size=12)


@given(st.lists(st.tuples(CELLS, CELLS, CELLS), max_size=8), st.sampled_from(["utf-8-sig", "gb18030"]))
def test_what_a_csv_says_is_what_is_read(lines: list[tuple[str, str, str]], encoding: str) -> None:
    stream = io.StringIO(newline="")
    csv.writer(stream).writerows([("姓名", "单位", "职务"), ("周桂兰", "县帮扶办", "主任"), *lines])
    (table,) = read(stream.getvalue().encode(encoding), "人员.csv").tables
    wanted = [[text(cell) for cell in line] for line in lines]
    kept = [
        line for line in wanted if any(line) and not _is_remark(line) and line != ["姓名", "单位", "职务"]
    ]
    assert [list(row.cells.values()) for row in table.rows[1:]] == kept


def _is_remark(line: list[str]) -> bool:
    filled = [cell for cell in line if cell]
    return len(filled) == 1 and filled[0].startswith(reading.NOTES)


@given(st.binary(max_size=300), st.sampled_from(["a.xlsx", "a.csv"]))
def test_any_bytes_are_read_or_refused(data: bytes, name: str) -> None:
    with suppress(ImportRefused):
        assert read(data, name).tables
