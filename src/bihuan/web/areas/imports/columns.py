"""The columns of the three tables: their headings, the other spellings seen, what each is for."""

import unicodedata
from dataclasses import dataclass


@dataclass(frozen=True)
class Column:
    """One column: key in the code, heading in our template, other headings taken for it, what to fill in."""

    key: str
    heading: str
    aliases: tuple[str, ...]
    hint: str
    example: str
    required: bool = False
    width: int = 16


@dataclass(frozen=True)
class Kind:
    """A table that can be imported: key, Chinese name, counting word, and its columns."""

    key: str
    title: str
    counter: str
    columns: tuple[Column, ...]

    def heading(self, key: str) -> str:
        """Returns our heading of the column `key`; KeyError if there is none."""
        return {column.key: column.heading for column in self.columns}[key]


AREAS = Kind(
    "areas",
    "区划",
    "个",
    (
        Column(
            "code", "行政区划代码",
            ("代码", "区划编码", "区划代码", "统计用区划代码", "编码", "12位代码"),
            "12 位；县可写 6 位，乡镇可写 9 位", "990101101200", required=True, width=18,
        ),
        Column("name", "名称", ("区划名称", "地名", "行政区划名称"), "县、乡镇、村的名称", "石坳村", True),
        Column("level", "级别", ("层级", "区划级别", "行政级别"), "可不填，按代码认", "村", width=8),
        Column("parent", "上级", ("上级名称", "上级区划", "上级代码"), "可不填，按代码认", "柳溪镇"),
    ),
)  # fmt: skip
UNITS = Kind(
    "units",
    "单位",
    "个",
    (
        Column("name", "单位名称", ("单位全称", "全称", "机构名称"), "全称", "云溪县水利局", True, 28),
        Column("short_name", "简称", ("单位简称",), "清单里显示的名称；不填同全称", "县水利局"),
        Column(
            "kind", "类型", ("单位类型", "单位类别", "类别"),
            "县委县政府、县帮扶办、督查组、行业部门、后盾单位、乡镇、村、驻村工作队、纪检监察、其他",
            "行业部门", width=12,
        ),
        Column(
            "area", "所在地", ("所在区划", "区划", "所在地代码", "所属区划"),
            "名称、代码，或“柳溪镇/石坳村”", "云溪县",
        ),
        Column("parent", "上级单位", ("主管单位", "上级", "隶属单位"), "县级单位可不填", "县委县政府"),
        Column("contact", "联系人", ("单位联系人", "联络员"), "本单位的人，催办时找他", "温水生", width=10),
    ),
)  # fmt: skip
PEOPLE = Kind(
    "people",
    "人员",
    "人",
    (
        Column("name", "姓名", ("人员姓名",), "", "温水生", required=True, width=10),
        Column(
            "unit", "单位", ("所在单位", "工作单位", "单位名称"),
            "简称或全称；村同名时写“柳溪镇/石坳村”", "县水利局", True, 24,
        ),
        Column("post", "职务", ("岗位", "职务职级"), "", "农村供水股股长", width=18),
        Column("role", "角色", ("系统角色", "权限", "身份"), "几个角色用顿号隔开", "行业部门", width=14),
        Column(
            "phone", "手机号", ("手机", "联系电话", "手机号码", "电话", "联系方式"),
            "11 位，加密保存", "15400000001", width=14,
        ),
        Column(
            "username", "账号", ("登录账号", "用户名", "登录名"),
            "小写字母和数字，一般是姓名全拼", "wenshuisheng", width=16,
        ),
    ),
)  # fmt: skip
KINDS: dict[str, Kind] = {kind.key: kind for kind in (AREAS, UNITS, PEOPLE)}


def folded(heading: str) -> str:
    """Returns a heading as compared: half width, no blanks, stars, colons, remarks in brackets."""
    text = unicodedata.normalize("NFKC", heading)
    text = text.split("(")[0] or text
    return "".join(char for char in text if not char.isspace() and char not in "*:：_-.、").lower()


def spellings(kind: Kind) -> dict[str, str]:
    """Returns folded heading -> column key, our own headings and every alias."""
    return {folded(text): column.key for column in kind.columns for text in (column.heading, *column.aliases)}
