"""One measurement in a process of its own: `python -m bench.engine._one WHAT FOLDER`; prints seconds, processor seconds, MB, findings."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow.compute as pc

from bench.engine import _county, _sql
from bench.engine._peers import HITS, most_memory
from bihuan.engine.backends import engine
from bihuan.engine.quality import Stored, run
from bihuan.engine.quality.asking import Pass
from bihuan.engine.quality.frames import Tables, whole
from bihuan.engine.quality.outcome import question
from bihuan.engine.quality.views import Views
from bihuan.policy.checks import checks
from bihuan.policy.parameters import book

Frames = dict[str, Any]
PLACE = 990101 * 10**6
SAME = {*_sql.MEMBER, *_sql.HOUSEHOLD}


def asked(backend: str, codes: set[str] | None = None) -> Callable[[Frames], int]:
    """The run of the product."""
    chosen = [check for check in checks() if codes is None or check.code in codes]
    return lambda frames: run(frames, chosen, _county.ON, book(), PLACE, backend).findings.num_rows


def judged(backend: str, codes: set[str]) -> Callable[[Frames], int]:
    """Only which rows each check hits, counted: what libraries that validate give; no sentences, values or keys."""
    chosen = [check for check in checks() if check.code in codes]

    def work(frames: Frames) -> int:
        asking = question(frames, chosen, _county.ON, book(), PLACE, {})
        with engine(backend) as opened:
            one = Pass("member", asking.checks, Views(opened, Tables(frames), set(frames), asking.asked))
            one.demanded()
            return sum(pc.sum(batch[check.code]).as_py() or 0 for batch in one.batches() for check in chosen)

    return work


def by_hand(frames: Frames) -> int:
    """SQL by hand, which must give the same."""
    return _sql.run(frames["member"], frames["household"])[0].num_rows


def loop(frames: Frames) -> int:
    """A loop over rows with an if for each check, as offices' scripts have it; the seventeen checks of one row each."""
    found = 0
    for row in frames["member"].to_dicts():
        found += len(_of(row))
    return found


def _of(row: dict[str, Any]) -> list[str]:  # noqa: C901  # a chain of ifs is what it is about
    hit, form, age, labour, school = [], row["id_form"], row["age"], row["labour"], row["schooling"]
    by_id = row["id_type"] in (None, "resident_id", "household_register")
    works, certified = labour in ("ordinary", "skilled"), form == "certificate"
    if form == "length" and by_id:
        hit.append(f"{row['name']}的证件号码位数不对，身份证应为 18 位")
    if form == "check_digit" and by_id:
        hit.append(f"{row['name']}的证件号码最后一位与前面 17 位算出来的不符")
    if form == "resident_15":
        hit.append(f"{row['name']}的证件号码是 15 位的旧号码")
    if row["sex"] and row["id_sex"] and row["sex"] != row["id_sex"]:
        hit.append(f"{row['name']}登记为{row['sex']}，证件号码第 17 位表示{row['id_sex']}")
    if row["birth_date"] and row["id_birth_date"] and row["birth_date"] != row["id_birth_date"]:
        hit.append(f"{row['name']}的出生日期与证件号码里的不一致")
    if certified and row["certificate_category"] == 4 and row["certificate_grade"] in (1, 2) and works:
        hit.append(f"{row['name']}是{row['certificate_grade']}级肢体残疾，劳动技能却是{labour}")
    if certified and row["health"] and "disabled" not in row["health"].split(","):
        hit.append(f"{row['name']}登记了残疾人证，健康状况里没有残疾")
    if age is not None:
        hit += _aged(row, age, labour, school)
    if row["resident_insurance"] and row["employee_insurance"]:
        hit.append(f"{row['name']}同时登记参加了城乡居民和城镇职工基本医疗保险")
    if row["resident_insurance"] and row["serious_illness_cover"] is False:
        hit.append(f"{row['name']}参加了城乡居民基本医疗保险，大病保险却是否")
    if row["subsistence"] in ("rural", "urban") and row["destitute"] in ("rural", "urban"):
        hit.append(f"{row['name']}同时登记享受低保和特困供养")
    return hit


def _aged(row: dict[str, Any], age: int, labour: str | None, school: str | None) -> list[str]:
    hit = []
    if age < 0:
        hit.append(f"{row['name']}的出生日期晚于统计日期")
    if age > 110:
        hit.append(f"{row['name']}登记的年龄是 {age} 周岁，请核实是否健在")
    if age < 16 and labour in ("ordinary", "skilled", "half"):
        hit.append(f"{row['name']}只有 {age} 周岁，劳动技能却是{labour}")
    if age >= 60 and labour in ("ordinary", "skilled"):
        hit.append(f"{row['name']}已满 {age} 周岁，劳动技能却是{labour}")
    if school == "primary" and (age < 6 or age > 14):
        hit.append(f"{row['name']}登记在读小学，年龄 {age} 周岁")
    if school and school.startswith(("senior", "vocational", "technical")) and (age < 15 or age > 20):
        hit.append(f"{row['name']}登记在读{school}，年龄 {age} 周岁")
    if school and school.startswith(("college", "bachelor")) and age < 18:
        hit.append(f"{row['name']}登记在读{school}，年龄只有 {age} 周岁")
    return hit


def aged(member: pl.DataFrame) -> pl.DataFrame:
    """The persons with their ages, for those that cannot reckon them."""
    born = pl.coalesce("birth_date", "id_birth_date")
    later = (born.dt.month().cast(pl.Int32) * 100 + born.dt.day().cast(pl.Int32) > 630).cast(pl.Int32)
    return member.with_columns(age=(_county.ON.year - born.dt.year() - later))


def prepared(what: str, folder: Path) -> Frames:
    """What is not measured: reading, where frames do not stay in their files."""
    if what == "loop":
        return {"member": aged(pl.read_parquet(folder / "member.parquet"))}
    if what.startswith("stored"):
        return {path.stem: Stored(path) for path in folder.glob("*.parquet")}
    frames: Frames = dict(_county.read(folder))
    return dict(whole(frames)) if what == "sql" else frames


WHAT: dict[str, Callable[[], Callable[[Frames], int]]] = {
    "all-duckdb": lambda: asked("duckdb"), "all-polars": lambda: asked("polars"),
    "stored-duckdb": lambda: asked("duckdb"), "stored-polars": lambda: asked("polars"),
    "same-duckdb": lambda: asked("duckdb", SAME), "same-polars": lambda: asked("polars", SAME),
    "few-duckdb": lambda: asked("duckdb", set(HITS)), "few-polars": lambda: asked("polars", set(HITS)),
    "judged-duckdb": lambda: judged("duckdb", set(HITS)), "judged-polars": lambda: judged("polars", set(HITS)),
    "sql": lambda: by_hand, "loop": lambda: loop,
}  # fmt: skip


def main(what: str, folder: str) -> None:
    """Prepare, warm up on a thousand rows where they are in memory, measure once."""
    frames, work = prepared(what, Path(folder)), WHAT[what]()
    if not what.startswith("stored"):
        work({name: frame[:1000] for name, frame in frames.items()})
    started, cpu = time.perf_counter(), time.process_time()
    found = work(frames)
    taken, worked = time.perf_counter() - started, time.process_time() - cpu
    print(json.dumps({"seconds": taken, "cpu": worked, "mb": most_memory(), "findings": found}))


if __name__ == "__main__":
    main(*sys.argv[1:])
