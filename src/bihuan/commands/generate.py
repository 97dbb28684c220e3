"""`bihuan generate`: an invented county in the spreadsheets that offices hold."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click


@click.command()
@click.option("--households", required=True, metavar="数", type=click.IntRange(1, 2_000_000), help="户数。")
@click.option(
    "--seed",
    required=True,
    metavar="数",
    type=click.IntRange(0),
    help="种子：同样的户数和种子，得到一字不差的文件。",
)
@click.option(
    "--out",
    required=True,
    metavar="目录",
    type=click.Path(file_okay=False, path_type=Path),
    help="放文件的目录，没有就新建。",
)
@click.option(
    "--year",
    default=2026,
    show_default=True,
    metavar="数",
    type=click.IntRange(2016, 2099),
    help="哪一年的导出。",
)
@click.option(
    "--month", default=6, show_default=True, metavar="数", type=click.IntRange(1, 12), help="哪个月底的导出。"
)
@click.option("--last-year", is_flag=True, help="另写一份上年的基础信息，放在“上年”目录。")
@click.option(
    "--format", default="xlsx", show_default=True, type=click.Choice(["xlsx", "csv", "parquet"]), help="文件格式。"
)  # fmt: skip
def generate(households: int, seed: int, out: Path, **wishes: Any) -> None:
    """造一个虚构的县：五种导出表、走访台账、台账合计表。

    人和户都是虚构的，证件号码用没有分配给任何地方的地址码 990101 开头；地名是演示县的。
    """
    from bihuan.engine.synthetic.writing import exports

    try:
        made = exports(households, seed, out, **wishes)
    except OSError as error:
        raise click.ClickException(
            f"写不进 {out}：{error.strerror or error}。请换一个能写的目录再试。"
        ) from None
    people = made.frames["member"].height
    click.echo(f"写好了 {households} 户 {people} 人、{made.frames['village'].height} 个村：")
    for path in made.files.values():
        click.echo(f"  {path.relative_to(out)}")
