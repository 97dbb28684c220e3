"""The command line: one command for each verb, thin, and lazy: `bihuan plan parse` never loads the web half."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import traceback
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from bihuan import __version__
from bihuan.commands.check import check
from bihuan.commands.generate import generate

WORDS = {
    "Usage:": "用法：",
    "Options:": "选项：",
    "Commands:": "命令：",
    "Show this message and exit.": "显示本说明。",
    "[OPTIONS]": "[选项]",
    "COMMAND [ARGS]...": "命令 [参数]...",
    "[default:": "[默认：",
    "[required]": "[必填]",
    "; required]": "；必填]",
    "is not in the range": "不在范围内：",
    "No such command": "没有这个命令：",
    "No such option": "没有这个选项：",
    "Did you mean": "是不是要用",
    "Missing argument": "缺少参数",
    "Missing option": "缺少选项",
    "Invalid value for": "取值不对：",
    "Got unexpected extra": "多了参数",
}


class ChineseHelp(click.HelpFormatter):
    """Help pages that are Chinese throughout."""

    def getvalue(self) -> str:
        return _in_chinese(super().getvalue())


def _in_chinese(text: str) -> str:
    for english, chinese in WORDS.items():
        text = text.replace(english, chinese)
    return text


def main() -> None:
    """Run the command line; every failure that people can mend ends with a Chinese sentence and exit code 1 or 2."""
    click.Context.formatter_class = ChineseHelp
    try:
        cli.main(standalone_mode=False, prog_name="bihuan")
    except click.UsageError as error:
        command = error.ctx.command_path if error.ctx else "bihuan"
        _fail(f"{_in_chinese(error.format_message())}\n用法见：{command} --help", 2)
    except click.ClickException as error:
        _fail(_in_chinese(error.format_message()), 1)
    except click.Abort:
        _fail("已中断。", 130)
    except Exception as error:
        _fail(_mendable(error) or _unforeseen(error), 1)


def _mendable(error: Exception) -> str:
    """The Chinese sentence for a failure that people can mend. By name: the modules must not be loaded for this."""
    kind = type(error).__name__
    if kind in ("DatabaseProblem", "CopyProblem", "KeyProblem"):
        return str(error)
    if kind == "OperationalError":
        return f"连不上数据库：{str(error).strip()}。请检查 DATABASE_URL 等设置和数据库是否在运行，再重试。"
    return ""


def _unforeseen(error: Exception) -> str:
    traceback.print_exception(error)
    return "程序遇到了没有料到的情况，没有办成。请把上面的内容告诉维护人员。"


def _fail(text: str, code: int) -> None:
    click.echo(f"出错了：{text}", err=True)
    sys.exit(code)


@contextlib.contextmanager
def _django() -> Iterator[None]:
    """Django over a usable database."""
    import django

    from bihuan.web.database.ready import database

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bihuan.web.config.settings")
    with database():
        django.setup()
        try:
            yield
        finally:
            from django.db import connections

            connections.close_all()


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, message="%(version)s", help="显示版本。")
def cli() -> None:
    """闭环：从工作方案到问题、整改、销号和回头看。

    数据放在 BIHUAN_HOME 指定的目录；没有设置 DATABASE_URL 时使用自带的 PostgreSQL。
    """


def _serving(command: Any) -> Any:
    command = click.option(
        "--workers", default=2, show_default=True, type=click.IntRange(1), help="网站进程数。"
    )(command)
    command = click.option(
        "--port",
        envvar="PORT",
        default=8000,
        show_default=True,
        type=click.IntRange(1, 65535),
        help="端口，也可以用环境变量 PORT。",
    )(command)
    return click.option("--host", default="127.0.0.1", show_default=True, help="监听地址。")(command)


@cli.command()
@_serving
def serve(host: str, port: int, workers: int) -> None:
    """启动网站、后台任务和自带的数据库，直到 Ctrl-C。"""
    from bihuan.web.serve import Options
    from bihuan.web.serve import serve as run

    run(Options(host, port, workers))


@cli.command()
@_serving
@click.option("--county-only", is_flag=True, help="只建立演示县，说出登录身份，不启动网站。")
def demo(host: str, port: int, workers: int, county_only: bool) -> None:
    """同 serve，并在空库里先建立虚构的云溪县，告诉您用什么身份登录。"""
    if county_only:
        with _django():
            from bihuan.web.database.migrate import migrate

            migrate(verbosity=0)
            _build_county()
        return
    from bihuan.web.serve import Options
    from bihuan.web.serve import serve as run

    run(Options(host, port, workers, demo=True))


def _build_county() -> None:
    from bihuan.web.demo.build import build, sign_ins
    from bihuan.web.supervisor import say

    build(say)
    rows = sign_ins()
    passwords = {word for _role, _name, word, _tip in rows}
    same = f"，密码都是 {passwords.pop()}" if len(passwords) == 1 else ""
    say(f"可以用下面的用户名登录{same}（云溪县和里面的人都是虚构的）：")
    for role, name, word, tip in rows:
        say(f"  {name}{'' if same else f'，密码 {word}'}：{role}。{tip}")


@cli.command()
def worker() -> None:
    """只运行后台任务，直到 Ctrl-C。"""
    with _django():
        from bihuan.web.worker import work

        work()


@cli.command(context_settings={"ignore_unknown_options": True, "help_option_names": []})
@click.argument("words", nargs=-1, type=click.UNPROCESSED)
def manage(words: tuple[str, ...]) -> None:
    """Django 的管理命令，如 bihuan manage showmigrations。"""
    with _django():
        from django.core.management import execute_from_command_line

        execute_from_command_line(["bihuan manage", *words])


@cli.group()
def db() -> None:
    """数据库：地址、命令行、结构、权限类别。"""


_role = click.option(
    "--role",
    default="app",
    show_default=True,
    help="app（应用）、owner（迁移）、backup（备份）。",
    type=click.Choice(["app", "owner", "backup"]),
)


@db.command(name="url")
@_role
def db_url(role: Any) -> None:
    """显示数据库地址（含密码，勿外传）。"""
    from bihuan.web.database.urls import url

    click.echo(url(role))


@db.command(name="shell")
@_role
@click.argument("words", nargs=-1, type=click.UNPROCESSED)
def db_shell(role: Any, words: tuple[str, ...]) -> None:
    """打开 psql；参数在 -- 之后，如 bihuan db shell -- -c "select 1"。"""
    from bihuan.web.database.place import programs
    from bihuan.web.database.ready import database
    from bihuan.web.database.urls import url

    with database():
        sys.exit(subprocess.call([str(programs() / "psql"), "--dbname", url(role), *words]))


@db.command(name="migrate")
@click.option("--quiet", is_flag=True, help="只在出错时说话。")
def db_migrate(quiet: bool) -> None:
    """更新表结构，再重新加上行级权限。可以反复运行。"""
    with _django():
        from bihuan.web.database.migrate import migrate

        migrate(verbosity=0 if quiet else 1)
    if not quiet:
        click.echo("表结构和权限已是最新。")


@db.command(name="classes")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON。")
def db_classes(as_json: bool) -> None:
    """每张表的权限类别。"""
    with _django():
        from bihuan.web.access.classes import as_dict

        found = as_dict()
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False, indent=1))
        return
    for table, kind in found.items():
        click.echo(f"{table}\t{kind or '没有定类'}")


@db.command(name="roles")
@click.option("--name", default="bihuan", show_default=True, help="库名。")
def db_roles(name: str) -> None:
    """打印建三个角色和库的 SQL，交给自己的 PostgreSQL 的管理员执行。"""
    from bihuan.web.database.roles import script

    click.echo(script(name))


@cli.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option(
    "--keys", is_flag=True, help="把密钥也放进备份：恢复方便，但拿到备份的人能读出加密的电话和证件号。"
)
def backup(file: Path, keys: bool) -> None:
    """把数据库和上传的文件备份到 FILE，运行中也可以。"""
    with _django():
        from bihuan.web.database.backup import back_up

        click.echo(back_up(file, keys))


@cli.command()
@click.argument("file", type=click.Path(dir_okay=False, exists=True, path_type=Path))
@click.option("--replace", is_flag=True, help="覆盖现有数据；覆盖前自动另存一份备份。")
@click.option("--other-keys", is_flag=True, help="密钥与备份时不同也恢复：加密的电话和证件号将读不出来。")
def restore(file: Path, replace: bool, other_keys: bool) -> None:
    """从 FILE 恢复到空库，核对行数、文件和经过记录的链条。"""
    with _django():
        from bihuan.web.database.restore import restore as run

        click.echo(run(file, replace, other_keys))


@cli.group()
def keys() -> None:
    """个人信息的密钥。"""


@keys.command(name="rotate")
def keys_rotate() -> None:
    """换加密号码的密钥：新的马上用，旧的留着读，逐批重新加密，换完停用；中断了再运行一次接着换。"""
    with _django():
        from bihuan.web.accounts.keys import rotate

        done = rotate(click.echo)
    click.echo(f"重新加密 {done} 个号码。")


@cli.group()
def journal() -> None:
    """经过记录。"""


@journal.command(name="verify")
def journal_verify() -> None:
    """核对经过记录的链条；断了就说出第一条断在哪里，并以代码 1 结束。"""
    from bihuan.home import home

    with _django():
        from bihuan.web.journal.verify import verify

        verdict = verify(exported=home() / "journal-heads")
    if not verdict.holds:
        raise click.ClickException(
            f"经过记录的链条在第 {verdict.broken} 条断开：{verdict.why}。请保留现场，从备份核对这一条之后的改动。"
        )
    click.echo(f"经过记录 {verdict.lines} 条，链条完整，链头 {verdict.head}。")


@cli.command()
def roles() -> None:
    """角色表：看得到什么、改得动什么、能做什么。"""
    from bihuan.web.access.roles import as_rows

    for row in as_rows():
        click.echo("\n".join(f"{name}：{value}" for name, value in row.items()) + "\n")


class _Lazy(click.Group):
    """The plan reader's commands, loaded when one of them is wanted."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return _plan().list_commands(ctx)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        return _plan().get_command(ctx, cmd_name)


def _plan() -> click.Group:
    from bihuan.plans.command import plan

    return plan


cli.add_command(_Lazy("plan", help="工作方案的读取。"))
cli.add_command(generate)
cli.add_command(check)
