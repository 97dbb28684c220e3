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
@click.option(
    "--after",
    default=0,
    show_default=True,
    metavar="数",
    type=click.IntRange(0, 24),
    help="往后第几个月的导出：人和户有变动，毛病改了一些、新添一些。",
)
@click.option("--last-year", is_flag=True, help="另写一份上年的基础信息，放在“上年”目录。")
@click.option(
    "--format", default="xlsx", show_default=True, type=click.Choice(["xlsx", "csv", "parquet"]), help="文件格式。"
)  # fmt: skip
@click.option(
    "--defects",
    default=0.06,
    show_default=True,
    metavar="数",
    type=click.FloatRange(0, 1),
    help="大约多少户里有一处毛病。",
)
@click.option(
    "--truth/--no-truth",
    default=True,
    help="另写 truth 目录：每一条应查出的结果，和故意放进去的毛病。默认写，大约每千人三秒。",
)
def generate(households: int, seed: int, out: Path, truth: bool, **wishes: Any) -> None:
    """造一个虚构的县：五种导出表、走访台账、台账合计表。

    人和户都是虚构的，证件号码用没有分配给任何地方的地址码 990101 开头；地名是演示县的。
    """
    from bihuan.engine.synthetic.writing import exports

    try:
        made = exports(households, seed, out, **wishes)
        _say(made, out)
        if truth:
            _truth(made, out)
    except OSError as error:
        raise click.ClickException(
            f"写不进 {out}：{error.strerror or error}。请换一个能写的目录再试。"
        ) from None


def _say(made: Any, out: Path) -> None:
    counts = [made.frames[name].height for name in ("household", "member", "village")]
    click.echo("写好了 {} 户 {} 人、{} 个村：".format(*counts))
    for path in made.files.values():
        click.echo(f"  {path.relative_to(out)}")


def _truth(made: Any, out: Path) -> None:
    from bihuan.engine.synthetic.truth import TRUTH, write
    from bihuan.policy.checks import checks
    from bihuan.policy.parameters import book

    found = write(made, checks(), book(), out)
    click.echo(
        f"  {TRUTH}：应查出 {found.findings.num_rows} 条；故意放进去 {made.planted.height} 处，要和上年比的，给了上年的表才查得出。"
    )
