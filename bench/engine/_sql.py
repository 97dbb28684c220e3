"""Twenty-six checks as somebody would write them by hand for DuckDB: the same findings, to the byte, and the same unknowns.

This is the limit the run is measured against; nothing of the product stands in it but labels of code lists.
"""

from __future__ import annotations

from typing import NamedTuple

import duckdb
import pyarrow as pa

from bihuan.engine.tables import TABLES

ON = "DATE '2026-06-30'"


class By(NamedTuple):
    """A check by hand: severity, condition, sentence, what it shows (name -> words), inputs that can be missing (name -> column)."""

    severity: str
    when: str
    sentence: str
    shows: dict[str, str]
    inputs: dict[str, str]


def _named(text: str) -> str:
    return f"coalesce(name, '（未填）') || {text}"


def _own(*names: str) -> dict[str, str]:
    return {name: name for name in names}


_ID = "id_form = '{}' AND (id_type IS NULL OR id_type IN ('resident_id', 'household_register'))"
_MEN = "'son','son_in_law','grandson','grandson_by_daughter','father','father_in_law','grandfather','grandfather_by_mother','brother','nephew','grandson_in_law'"
_WOMEN = "'daughter','daughter_in_law','granddaughter','granddaughter_by_daughter','mother','mother_in_law','grandmother','grandmother_by_mother','sister','niece','granddaughter_in_law'"
_SENIOR = "'senior_1','senior_2','senior_3','vocational_1','vocational_2','vocational_3','technical_1','technical_2','technical_3'"
_COLLEGE = (
    "'college_1','college_2','college_3','bachelor_1','bachelor_2','bachelor_3','bachelor_4','bachelor_5'"
)
_FORM = {"id_type": "said_id_type(id_type)", "id_form": "said_id_form(id_form)"}
_LABOUR = {"age": "age::VARCHAR", "labour": "said_labour(labour)"}
_SCHOOL = {"age": "age::VARCHAR", "schooling": "said_schooling(schooling)"}
_BORN = {"birth_date": "birth_date::VARCHAR", "id_birth_date": "id_birth_date::VARCHAR"}
_KIN = {"relation": "said_relation(relation)", "sex": "said_sex(sex)"}
_AGE = "age::VARCHAR"
_AT_SCHOOL = "'登记在读' || coalesce(said_schooling(schooling), '（未填）') || '，年龄 ' || age || ' 周岁'"
MEMBER: dict[str, By] = {
    "A0103": By("error", _ID.format("length"), _named("'的证件号码位数不对，身份证应为 18 位'"), _FORM, _own("id_form", "id_type")),
    "A0106": By("error", _ID.format("check_digit"), _named("'的证件号码最后一位与前面 17 位算出来的不符'"), _FORM, _own("id_form", "id_type")),
    "A0107": By("warning", "id_form = 'resident_15'", _named("'的证件号码是 15 位的旧号码'"), {}, _own("id_form")),
    "A0110": By("error", "id_households > 1", _named("'的证件号码同时登记在 ' || id_households || ' 户里'"), {"id_households": "id_households::VARCHAR"}, _own("id_households")),
    "A0111": By("error", "sex <> id_sex", _named("'登记为' || said_sex(sex) || '，证件号码第 17 位表示' || said_sex(id_sex)"), {"sex": "said_sex(sex)", "id_sex": "said_sex(id_sex)"}, _own("sex", "id_sex")),
    "A0112": By("error", "birth_date <> id_birth_date", _named("'的出生日期与证件号码里的不一致'"), _BORN, _own("birth_date", "id_birth_date")),
    "A0113": By("error", "age < 0", _named("'的出生日期晚于统计日期'"), _BORN, _own("age")),
    "A0114": By("warning", "age > 110", _named("'登记的年龄是 ' || age || ' 周岁，请核实是否健在'"), {"birth_date": "birth_date::VARCHAR", "age": _AGE}, _own("age")),
    "A0117": By("warning", "id_form = 'certificate' AND certificate_category = 4 AND certificate_grade IN (1, 2) AND labour IN ('ordinary', 'skilled')", _named("'是' || certificate_grade || '级肢体残疾，劳动技能却是' || said_labour(labour)"),
        {"certificate_category": "certificate_category::VARCHAR", "certificate_grade": "certificate_grade::VARCHAR", "labour": "said_labour(labour)"}, _own("id_form", "certificate_category", "certificate_grade", "labour")),
    "A0120": By("warning", "id_form = 'certificate' AND NOT contains(',' || health || ',', ',disabled,')", _named("'登记了残疾人证，健康状况里没有残疾'"), {"health": "said_health(health)", "id_form": "said_id_form(id_form)"}, _own("id_form", "health")),
    "B0105": By("error", f"relation IN ({_MEN}) AND sex = 'female'", _named("'与户主的关系是' || said_relation(relation) || '，性别却是女'"), _KIN, _own("relation", "sex")),
    "B0106": By("error", f"relation IN ({_WOMEN}) AND sex = 'male'", _named("'与户主的关系是' || said_relation(relation) || '，性别却是男'"), _KIN, _own("relation", "sex")),
    "D0101": By("error", "age < 16 AND labour IN ('ordinary', 'skilled', 'half')", _named("'只有 ' || age || ' 周岁，劳动技能却是' || said_labour(labour)"), _LABOUR, _own("age", "labour")),
    "D0103": By("warning", "age >= 60 AND labour IN ('ordinary', 'skilled')", _named("'已满 ' || age || ' 周岁，劳动技能却是' || said_labour(labour)"), _LABOUR, _own("age", "labour")),
    "D0105": By("warning", "schooling IS NOT NULL AND schooling = 'primary' AND (age < 6 OR age > 14)", _named("'登记在读小学，年龄 ' || age || ' 周岁'"), _SCHOOL, _own("schooling", "age")),
    "D0107": By("warning", f"schooling IS NOT NULL AND schooling IN ({_SENIOR}) AND (age < 15 OR age > 20)", _named(_AT_SCHOOL), _SCHOOL, _own("schooling", "age")),
    "D0108": By("warning", f"schooling IS NOT NULL AND schooling IN ({_COLLEGE}) AND age < 18", _named("'登记在读' || said_schooling(schooling) || '，年龄只有 ' || age || ' 周岁'"), _SCHOOL, _own("schooling", "age")),
    "F0101": By("error", "resident_insurance AND employee_insurance", _named("'同时登记参加了城乡居民和城镇职工基本医疗保险'"), {}, _own("resident_insurance", "employee_insurance")),
    "F0103": By("warning", "resident_insurance AND NOT serious_illness_cover", _named("'参加了城乡居民基本医疗保险，大病保险却是否'"), {}, _own("resident_insurance", "serious_illness_cover")),
    "F0110": By("error", "subsistence IN ('rural', 'urban') AND destitute IN ('rural', 'urban')", _named("'同时登记享受低保和特困供养'"), {"subsistence": "said_subsistence(subsistence)", "destitute": "said_destitute(destitute)"}, _own("subsistence", "destitute")),
}  # fmt: skip
_FEW = "CASE WHEN {0} + {0}_open <= 0 THEN true WHEN {0} > 0 THEN false END"
_SEVERAL = "CASE WHEN {0} > 1 THEN true WHEN {0} + {0}_open <= 1 THEN false END"
_AREA = "'这户的{}面积超过了 {} 亩，可能多写了零或者把平方米当成了亩'"
HOUSEHOLD: dict[str, By] = {
    "B0101": By("error", f"{_FEW.format('heads')} AND people > 0", "'这户没有一个人登记为户主'", {}, {"members": "heads_open"}),
    "B0102": By("error", _SEVERAL.format("heads"), "'这户有两个或两个以上的人登记为户主'", {}, {"members": "heads_open"}),
    "E0124": By("warning", "household_phone IS NOT NULL AND phone_households > 2", "'这户的联系电话同时登记在 ' || phone_households || ' 户里'", {"phone_households": "phone_households::VARCHAR"}, _own("phone_households")),
    "F0117": By("warning", f"household_type = 'subsistence' AND {_FEW.format('supported')}", "'这户的户类型是低保户，却没有一个人享受低保'", {"household_type": "said_household_type(household_type)"}, {"household_type": "household_type", "members": "supported_open"}),
    "G0201": By("warning", "farmland > 10000", _AREA.format("耕地", 100), {"farmland": "said_hundredths(farmland)"}, _own("farmland")),
    "G0202": By("warning", "forest > 20000", _AREA.format("林地", 200), {"forest": "said_hundredths(forest)"}, _own("forest")),
}  # fmt: skip
_BASES = f"""
CREATE TEMP TABLE persons AS SELECT m.*, h.county, h.township, h.village, h.area_code, s.id_households,
  date_part('year', {ON}) - date_part('year', b) - (date_part('month', b) * 100 + date_part('day', b) > 630)::INT AS age
FROM (SELECT *, coalesce(birth_date, id_birth_date) AS b FROM member) m LEFT JOIN household h USING (household_id)
LEFT JOIN (SELECT id_key, count(DISTINCT household_id) AS id_households FROM member WHERE id_key IS NOT NULL GROUP BY 1) s USING (id_key);
CREATE TEMP TABLE homes AS SELECT h.*, p.phone_households, coalesce(heads, 0) AS heads, coalesce(heads_open, 0) AS heads_open,
  coalesce(people, 0) AS people, coalesce(supported, 0) AS supported, coalesce(supported_open, 0) AS supported_open
FROM household h LEFT JOIN (SELECT household_id, count(*) AS people, count(*) FILTER (relation = 'head') AS heads,
  count(*) FILTER (relation IS NULL) AS heads_open, count(*) FILTER (subsistence IN ('rural', 'urban')) AS supported,
  count(*) FILTER (subsistence IS NULL) AS supported_open FROM member GROUP BY 1) USING (household_id)
LEFT JOIN (SELECT household_phone, count(DISTINCT household_id) AS phone_households FROM household GROUP BY 1) p USING (household_phone);
"""
_LABELS = ("id_type", "labour", "schooling", "relation", "sex", "subsistence", "destitute")


def run(member: pa.Table, household: pa.Table) -> tuple[pa.Table, pa.Table]:
    """Returns the findings, with the columns of `quality.FINDINGS` in its order, and the unknowns."""
    connection = duckdb.connect()
    connection.register("member", member)
    connection.register("household", household)
    connection.execute(_macros())
    connection.execute(_BASES)
    found = [_found(code, by, "persons") for code, by in MEMBER.items()]
    found += [_found(code, by, "homes") for code, by in HOUSEHOLD.items()]
    order = '"check", area_code, township, village, household_id, id_key NULLS FIRST, row'
    findings = connection.sql(f"{' UNION ALL '.join(found)} ORDER BY {order}").to_arrow_table()
    unknowns = [text for code, by in MEMBER.items() for text in _open(code, by, "persons")]
    unknowns += [text for code, by in HOUSEHOLD.items() for text in _open(code, by, "homes")]
    asked = " UNION ALL ".join(unknowns)
    return findings, connection.sql(f"SELECT * FROM ({asked}) WHERE rows > 0 ORDER BY 1, 2").to_arrow_table()


def _macros() -> str:
    from bihuan.engine.tables.derived import ID_FORM

    lists = {name: TABLES["member"][name].codes for name in _LABELS}
    lists |= {"household_type": TABLES["household"]["household_type"].codes, "id_form": ID_FORM}
    cases = {
        name: " ".join(f"WHEN '{code.key}' THEN '{code.label}'" for code in codes)
        for name, codes in lists.items()
        if codes
    }
    made = [f"CREATE MACRO said_{name}(x) AS CASE x {case} END;" for name, case in cases.items()]
    health = " ".join(
        f"WHEN '{code.key}' THEN '{code.label}'" for code in TABLES["member"]["health"].codes or ()
    )
    made.append(
        f"CREATE MACRO said_health(x) AS list_aggregate(list_transform(string_split(x, ','), lambda y: CASE y {health} END), 'string_agg', '、');"
    )
    made.append(
        "CREATE MACRO said_hundredths(x) AS (x // 100)::VARCHAR || CASE WHEN x % 100 = 0 THEN '' ELSE '.' || lpad((x % 100)::VARCHAR, 2, '0') END;"
    )
    return "".join(made)


def _found(code: str, by: By, base: str) -> str:
    person = base == "persons"
    shows = (
        " || ', ' || ".join(
            f"""'"{name}": ' || coalesce('"' || {words} || '"', 'null')""" for name, words in by.shows.items()
        )
        or "''"
    )
    own = (
        "household_id, id_key, name, said_relation(relation) AS relation"
        if person
        else "household_id, NULL::VARCHAR AS id_key, NULL::VARCHAR AS name, NULL::VARCHAR AS relation"
    )
    about = (
        "household_id || chr(31) || coalesce(id_key, '?' || coalesce(name, ''))" if person else "household_id"
    )
    nth = f"row_number() OVER (PARTITION BY {about} ORDER BY row)"
    key = f"'{code}-' || substr(sha256({about}), 1, 24) || CASE WHEN {nth} > 1 THEN '-' || {nth} ELSE '' END"
    return (
        f"""SELECT '{code}' AS "check", NULL::VARCHAR AS population, '{by.severity}' AS severity, NULL::BIGINT AS score, {own}, county, township, village, """
        f"""area_code, source, row, {by.sentence} AS sentence, '{{' || {shows} || '}}' AS values, {key} AS key FROM {base} WHERE {by.when}"""
    )


def _open(code: str, by: By, base: str) -> list[str]:
    lacking = {
        "": "",
        **{
            name: f" AND {column} > 0" if column.endswith("_open") else f" AND {column} IS NULL"
            for name, column in by.inputs.items()
        },
    }
    return [
        f"""SELECT '{code}' AS "check", '{name}' AS input, count(*) AS rows FROM {base} WHERE ({by.when}) IS NULL{more}"""
        for name, more in lacking.items()
    ]
