"""Loading a folder of checks: three whole ones, and every way in which a file is refused."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from bihuan.policy.checks import Fault, load
from bihuan.policy.parameters import load as load_parameters

POPULATIONS = """
lifted: {label: 脱贫户, when: {column: household_type, is: lifted}}
"""
YOUNG = """
code: D0901
label: 未满劳动年龄有劳动能力
table: member
applies_to: [lifted]
severity: error
sentence: "{name}{age}周岁，未满{least_age}周岁，登记为{labour}"
remedy: 核对出生日期和劳动技能
source: product
since: 2020-01-01
shows: [age, labour]
when:
  all:
    - {quantity: age, below: {parameter: least_age}}
    - {column: labour, in: [ordinary, skilled]}
cases:
  - {says: 差一天满, expect: hit, on: 2026-06-30, rows: {member: [{birth_date: 2010-07-01, labour: ordinary}], household: [{household_type: lifted}]}}
  - {says: 当天满, expect: miss, on: 2026-06-30, rows: {member: [{birth_date: 2010-06-30, labour: ordinary}], household: [{household_type: lifted}]}}
  - {says: 不是脱贫户, expect: miss, on: 2026-06-30, rows: {member: [{birth_date: 2020-06-30, labour: ordinary}], household: [{household_type: ordinary}]}}
  - {says: 不知道哪天生, expect: unknown, on: 2026-06-30, rows: {member: [{labour: ordinary}], household: [{household_type: lifted}]}}
  - {says: 不知道是什么户, expect: unknown, on: 2026-06-30, rows: {member: [{birth_date: 2020-06-30, labour: ordinary}]}}
"""
NUMBER = """
code: A0901
label: 身份证校验码不对
table: member
severity: error
sentence: "{name}的证件号码最后一位与前面 17 位算出来的不符"
remedy: 对照身份证原件改正证件号码
source: product
since: 2021-01-01
when: {column: id_form, is: check_digit}
cases:
  - {says: 校验码错一位, expect: hit, on: 2026-06-30, rows: {member: [{id_number: '990101198001011233'}]}}
  - {says: 没有填, expect: unknown, on: 2026-06-30, rows: {member: [{name: 张三}]}}
  - {says: 位数不对, expect: miss, on: 2026-06-30, rows: {member: [{id_number: '12345'}]}}
"""
AWAY = """
code: E0901
label: 务工的人没有务工记录
table: household
severity: warning
needs: [work]
sentence: "这一户有人登记在外务工，没有一段务工记录"
remedy: 补录务工记录
source: product
since: 2021-01-01
when:
  all:
    - {count: {of: members, where: {column: work_place, is: outside}}, above: 0}
    - {count: {of: spells}, is: 0}
cases:
  - {says: 一人在外, expect: hit, on: 2026-06-30, rows: {member: [{work_place: outside}], work: []}}
  - {says: 有一段, expect: miss, on: 2026-06-30, rows: {member: [{work_place: outside}], work: [{work_start: 2025-02}]}}
  - {says: 没有交务工表, expect: unknown, on: 2026-06-30, rows: {member: [{work_place: outside}]}}
"""
LEAST_AGE = """
label: 劳动年龄
says: 试验用
unit: age
group: 试验
span: {from: 2015-01-01}
values: {"": [{amount: 16, since: 2015-01-01, source: product}]}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "checks" / "some").mkdir(parents=True)
    (tmp_path / "values").mkdir()
    (tmp_path / "values" / "least_age.yaml").write_text(LEAST_AGE, encoding="utf-8")
    (tmp_path / "checks" / "populations.yaml").write_text(POPULATIONS, encoding="utf-8")
    return tmp_path


def loaded(folder: Path, **texts: str) -> Any:
    for code, text in texts.items():
        (folder / "checks" / "some" / f"{code}.yaml").write_text(text, encoding="utf-8")
    return load(folder / "checks", load_parameters(folder / "values"))


def test_whole_checks_are_loaded_in_order_with_what_they_say(folder: Path) -> None:
    found = loaded(folder, D0901=YOUNG, A0901=NUMBER, E0901=AWAY)
    assert [check.code for check in found] == ["A0901", "D0901", "E0901"]
    young = found[1]
    assert (young.family, young.parameters, young.shows) == ("D", ("least_age",), ("age", "labour"))
    assert [one.label for one in young.populations] == ["脱贫户"]
    assert [len(check.cases) for check in found] == [3, 5, 3]


def changed(text: str, **changes: Any) -> str:
    raw = yaml.safe_load(text.replace("on:", "'on':"))
    for key, value in changes.items():
        raw.pop(key) if value is None else raw.__setitem__(key, value)
    return yaml.safe_dump(raw, allow_unicode=True, sort_keys=False)


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"colour": "red"}, "不认识“colour”"),
        ({"code": "D0902"}, "和文件名一样"),
        ({"code": "Z0901"}, "A 到 L"),
        ({"label": None}, "没有写 label"),
        ({"table": "people"}, "table 是“people”"),
        ({"severity": "fatal"}, "severity 是“fatal”"),
        ({"severity": "suspicion"}, "要写 score"),
        ({"score": "age"}, "要写 score，错误和提醒不写"),
        ({"source": "hearsay"}, "来源“hearsay”没有登记"),
        ({"applies_to": ["nobody"]}, "不是populations.yaml 里的人群"),
        ({"since": "昨天"}, "since 要是一个日期"),
        ({"since": "2010-01-01"}, "since 要是一个日期"),
        ({"sentence": "{who}不对"}, "“{who}”不是"),
        ({"shows": ["who"]}, "shows 里的“who”不是"),
        ({"needs": ["who"]}, "needs 里的“who”不是"),
        ({"when": {"column": "nobody", "missing": True}}, "看不到栏目“nobody”"),
        ({"when": {"quantity": "age", "below": 16}}, "请写成参数"),
        ({"when": {"column": "labour", "in": ["ordinary"]}}, "例2“当天满”应当是 miss，算出来是 hit"),
        (
            {
                "when": {
                    "all": [
                        {"quantity": "age", "below": 0},
                        {"quantity": "age", "above": {"parameter": "least_age"}},
                    ]
                }
            },
            "永远不会成立，或者其中一种情形永远不会成立：这几条不能同时成立",
        ),
        ({"cases": []}, "没有写 cases"),
        ({"cases": None}, "没有写 cases"),
    ],
)
def test_refusals(folder: Path, changes: dict[str, Any], says: str) -> None:
    with pytest.raises(Fault) as fault:
        loaded(folder, D0901=changed(YOUNG, **changes))
    assert says in str(fault.value)
    assert "D0901.yaml" in str(fault.value)


def first_case(text: str, **changes: Any) -> str:
    cases = yaml.safe_load(text.replace("on:", "'on':"))["cases"]
    return changed(text, cases=[cases[0] | changes, *cases[1:]])


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"expect": "perhaps"}, "expect 是“perhaps”"),
        ({"expect": "miss"}, "cases 里没有 hit"),
        ({"rows": {"people": []}}, "没有“people”这张表"),
        ({"rows": {"household": [{}]}}, "没有写 member 的行"),
        ({"rows": {"member": [{"nobody": 1}]}}, "不认识“nobody”"),
        ({"rows": {"member": [{"labour": "strong"}]}}, "不能是“strong”"),
        ({"rows": {"member": [{"birth_date": "2010-02-30"}]}}, "不能是“2010-02-30”"),
        ({"rows": {"household": [{"wage_income": 1.5}], "member": [{}]}}, "不能是“1.5”"),
    ],
)
def test_refused_cases(folder: Path, changes: dict[str, Any], says: str) -> None:
    with pytest.raises(Fault) as fault:
        loaded(folder, D0901=first_case(YOUNG, **changes))
    assert says in str(fault.value)


def test_a_number_must_have_begun_to_hold_when_the_check_begins(folder: Path) -> None:
    with pytest.raises(Fault, match="从 2010-01-01 到 2015-01-01 参数“least_age”没有数"):
        loaded(folder, D0901=YOUNG.replace("since: 2020-01-01", "since: 2010-01-01"))


def test_a_case_outside_the_checks_span_is_refused(folder: Path) -> None:
    with pytest.raises(Fault, match="不在这条核查的有效期里"):
        loaded(folder, D0901=YOUNG.replace("since: 2020-01-01", "since: 2026-07-01"))


def test_a_key_written_twice_is_refused(folder: Path) -> None:
    with pytest.raises(Fault, match="“label”写了两遍"):
        loaded(folder, A0901=NUMBER + "label: 又一个\n")


def test_what_is_no_yaml_is_refused(folder: Path) -> None:
    with pytest.raises(Fault, match="读不出来"):
        loaded(folder, A0901="code: [")
