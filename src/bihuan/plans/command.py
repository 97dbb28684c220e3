"""`plan parse`: the plan reader on the command line."""

from __future__ import annotations

import json
from pathlib import Path

import click

from bihuan.plans import UnreadableDocument, read_file


@click.group(name="plan")
def plan() -> None:
    """工作方案的读取。"""


@plan.command(name="parse")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="输出JSON（默认）。")
@click.option("--xlsx", "workbook", type=click.Path(path_type=Path), help="写成清单工作簿。")
def parse(file: Path, as_json: bool, workbook: Path | None) -> None:
    """读取方案文件FILE，输出问题、措施、责任单位、时限等。"""
    try:
        found = read_file(file)
    except UnreadableDocument as error:
        click.echo(str(error), err=True)
        raise SystemExit(2) from error
    if workbook is not None:
        _write(found.title or file.stem, found, workbook)
    if as_json or workbook is None:
        click.echo(json.dumps(found.to_json(), ensure_ascii=False, indent=1))


def _write(title: str, found: object, target: Path) -> None:
    from bihuan.plans.model import Plan
    from bihuan.plans.workbook import workbook_bytes

    assert isinstance(found, Plan)
    try:
        target.write_bytes(workbook_bytes(found, title))
    except OSError as error:
        click.echo(f"{target}：写不进去（{error.strerror}）。请检查路径和权限", err=True)
        raise SystemExit(2) from error
