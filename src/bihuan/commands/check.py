"""`bihuan check`: exports in, a sheet of what cannot be true out."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import click

_DIGITS = 12


@click.command()
@click.argument("source", metavar="INPUT", type=click.Path(exists=True, path_type=Path))
@click.option(
    "--out",
    required=True,
    metavar="文件",
    type=click.Path(dir_okay=False, path_type=Path),
    help="写到哪里：.xlsx、.csv 或 .parquet。",
)
@click.option(
    "--pack",
    default="all",
    show_default=True,
    metavar="名称",
    help="查哪一组：all、errors、basics、work、protection、monitoring、village、across。",
)
@click.option(
    "--on",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="日期",
    help="统计日期，不写就是今天；年龄和按年定的数都按它算。",
)
@click.option(
    "--engine",
    "backend",
    default="duckdb",
    show_default=True,
    type=click.Choice(["duckdb", "polars", "spark"]),
    help="用哪个引擎算，结果一样。",
)
@click.option(
    "--area", metavar="区划代码", help="按哪里的参数查（区划代码，2 到 12 位）；不写就看表里的村代码。"
)
@click.option(
    "--last-year",
    type=click.Path(exists=True, path_type=Path),
    metavar="目录",
    help="上年的基础信息，用来比收入。",
)
def check(
    source: Path,
    out: Path,
    pack: str,
    on: datetime | None,
    backend: str,
    area: str | None,
    last_year: Path | None,
) -> None:
    """查 INPUT（一个目录或一张表）里不可能是真的、没有填的和可疑的，一条一句话，写成一张表。

    同样的表、日期和参数，写出的文件一字不差。
    """
    from bihuan.engine.quality import run
    from bihuan.engine.quality.writing import SUFFIXES, write
    from bihuan.policy.checks import Fault, checks
    from bihuan.policy.checks import pack as pack_of
    from bihuan.policy.parameters import book

    if out.suffix not in SUFFIXES:
        raise click.UsageError(f"--out {out.name} 的后缀不对，可以写成 {'、'.join(SUFFIXES)}。")
    try:
        chosen = pack_of(pack).of(checks())
    except Fault as fault:
        raise click.UsageError(str(fault)) from None
    reading = _read(source, last_year)
    day = on.date() if on else datetime.now(ZoneInfo("Asia/Shanghai")).date()
    place = _place(area, reading.frames)
    try:
        found = run(reading.frames, chosen, day, book(), place, backend, reading.fingerprint)
        write(out, found, chosen, reading.refusals)
    except (OSError, ValueError) as error:
        raise click.ClickException(str(error)) from None
    _say(found, reading, day, place, out)


def _read(source: Path, last_year: Path | None) -> Any:
    from bihuan.engine.reading import Unreadable, read

    try:
        return read(source, last_year=last_year)
    except Unreadable as wrong:
        raise click.ClickException(f"读不了，什么都没有查：\n{wrong}") from None


def _place(area: str | None, frames: dict[str, Any]) -> int:
    """The 12 digits whose parameters hold: as said, else the county that all village codes share, else nowhere."""
    if area is not None:
        if not (area.isascii() and area.isdecimal() and len(area) in (2, 4, 6, 9, _DIGITS)):
            raise click.UsageError(f"--area 要写 2、4、6、9 或 12 位区划代码，现在是“{area}”。")
        return int(area.ljust(_DIGITS, "0"))
    codes = {
        code[:6]
        for table in frames.values()
        if "area_code" in table.column_names
        for code in table["area_code"].unique().to_pylist()
        if code
    }
    return int(codes.pop().ljust(_DIGITS, "0")) if len(codes) == 1 else 0


def _say(found: Any, reading: Any, day: date, place: int, out: Path) -> None:
    where = (
        f"{place:0{_DIGITS}d}".removesuffix("000000")
        if place
        else "没有认出是哪个县，只用全国的参数（可以写 --area）"
    )
    hit = sum(1 for count in found.counts.values() if count)
    click.echo(f"统计日期 {day}，区划 {where}。")
    click.echo(f"查了 {len(found.ran)} 条核查，{hit} 条有发现，共 {found.findings.num_rows} 处，写进 {out}。")
    if found.skipped:
        click.echo(f"{len(found.skipped)} 条没有查，原因在“没有查的”里。")
    if reading.refusals:
        click.echo(f"有 {len(reading.refusals)} 个格子读不懂，按没有填处理，列在“没有读的格子”里。")
