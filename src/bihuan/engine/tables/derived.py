"""Columns that reading adds to every frame: where a row stood, and what an identity number says. No sheet has them; checks may
use them."""

from __future__ import annotations

from bihuan.engine.tables import codes
from bihuan.engine.tables.model import Code, CodeList, Column

ID_FORM = CodeList(
    "id_form", "证件号码的样子", "GB 11643-1999",
    (
        Code("resident", "18 位居民身份证"), Code("resident_15", "15 位旧身份证"), Code("certificate", "残疾人证"), Code("placeholder", "999999 开头的临时号码"),
        Code("length", "位数不对"), Code("characters", "有不该有的字符"), Code("date", "出生日期不存在"), Code("check_digit", "校验码不对"),
    ),
)  # fmt: skip
ROW = Column("row", "行号", "count", says="表里看到的行号，从 1 起")
SOURCE = Column("source", "文件", "text")
IDENTITY = (
    Column(
        "id_key",
        "证件号码前 18 位",
        "text",
        sensitivity="identity",
        says="同一个人相同；在系统里是带密钥的散列",
    ),
    Column("id_form", "证件号码的样子", "code", codes=ID_FORM),
    Column("id_birth_date", "证件号码里的出生日期", "date", sensitivity="personal"),
    Column("id_sex", "证件号码里的性别", "code", codes=codes.SEX),
    Column("id_place_known", "证件号码的地址码有没有登记", "flag"),
    Column(
        "certificate_category",
        "残疾人证上的类别",
        "count",
        sensitivity="health",
        says="1 视力 2 听力 3 言语 4 肢体 5 智力 6 精神 7 多重",
    ),
    Column("certificate_grade", "残疾人证上的等级", "count", sensitivity="health"),
)
_PERSONS = ("member", "work", "plan")


def derived(table: str) -> tuple[Column, ...]:
    """Returns the columns that reading adds to the frame of this name."""
    return (*(IDENTITY if table in _PERSONS else ()), ROW, SOURCE)
