"""Bring a backup back, and prove that it is all there before anybody works with it."""

from __future__ import annotations

import os
import shutil
import subprocess
import tarfile
import tempfile
import time
from pathlib import Path
from typing import Any

import psycopg

from bihuan.home import home, private
from bihuan.web.config import secrets
from bihuan.web.database import manifest as about
from bihuan.web.database.backup import back_up
from bihuan.web.database.cluster import environment_of_server
from bihuan.web.database.manifest import CopyProblem, Manifest
from bihuan.web.database.place import programs
from bihuan.web.database.urls import as_django, url

EMPTY_SCHEMA = "set client_min_messages = warning; drop schema public cascade; create schema public;\n"


def restore(source: Path, replace: bool = False, other_keys: bool = False) -> str:
    """Restore `source` and return a Chinese report; CopyProblem when something is in the way or does not prove right.

    1. unpack, check every file's hash and the keys; 2. refuse a database in use, or one with data unless
    `replace`, which is backed up first; 3. load everything in one transaction, count the rows in it and only
    then commit; 4. put files and keys in place; 5. bring the schema up to date; 6. verify the journal's chain.
    """
    with tempfile.TemporaryDirectory(dir=home(), prefix=".restore-") as name:
        folder = Path(name)
        made = _unpack(source, folder)
        _check_files(folder, made)
        _check_keys(made, other_keys)
        before = _make_room(replace)
        _load(folder, made)
        _place_files(folder, made)
    _bring_up_to_date()
    return _proof(made, before)


def _unpack(source: Path, folder: Path) -> Manifest:
    try:
        with tarfile.open(source) as tar:
            tar.extractall(folder, filter="data")
        return Manifest.from_json((folder / "manifest.json").read_bytes())
    except (tarfile.TarError, OSError, KeyError) as error:
        raise CopyProblem(
            f"{source} 不是完整的备份文件：{error}。请换一份备份；现有数据没有变动。"
        ) from error


def _check_files(folder: Path, made: Manifest) -> None:
    wrong = [name for name, digest in made.files.items() if not _holds(folder / "files" / name, digest)]
    if wrong:
        raise CopyProblem(
            f"备份里有 {len(wrong)} 个文件缺失或与清单不符，第一个是 {wrong[0]}。请换一份备份；现有数据没有变动。"
        )


def _holds(path: Path, digest: str) -> bool:
    return path.is_file() and about.sha256_of(path) == digest


def _check_keys(made: Manifest, other_keys: bool) -> None:
    """Data that was encrypted with a key we do not have would be lost without a word."""
    ours = about.fingerprints()
    missing = [
        name for name, mark in made.keys.items() if name != about.SESSION_KEY and ours.get(name) != mark
    ]
    if missing and not made.has_keys and not other_keys:
        raise CopyProblem(
            f"备份时的密钥（{'、'.join(missing)}）不在 {secrets.folder()}，恢复后加密的电话和证件号会读不出来。"
            "请先把当时的密钥放回去；确实找不回时加 --other-keys。现有数据没有变动。"
        )


def _make_room(replace: bool) -> Path | None:
    """Returns where the data that was there has been saved, None when there was none."""
    with psycopg.connect(url("owner"), autocommit=True) as connection:
        users = "select count(*) from pg_stat_activity where datname = current_database() and usename = %s"
        (busy,) = connection.execute(users, [as_django(url("app"))["USER"]]).fetchone() or (0,)
        rows = about.count_rows(connection)
    if busy:
        raise CopyProblem("数据库正在使用中。请先停止闭环的网站和后台任务，再恢复。")
    if not rows:
        return None
    if not replace:
        raise CopyProblem(
            f"数据库里已有 {len(rows)} 张表。确要覆盖请加 --replace（覆盖前会自动另存一份备份），或换一个空库。"
        )
    saved = private("backups") / f"before-restore-{time.strftime('%Y%m%d-%H%M%S')}.tar"
    back_up(saved)
    return saved


def _load(folder: Path, made: Manifest) -> None:
    """One transaction: empty the schema, load, count; rolled back unless every count is right."""
    script = folder / "load.sql"
    command = [
        str(programs() / "pg_restore"),
        "--no-owner",
        "--no-comments",
        f"--file={script}",
        str(folder / "database.dump"),
    ]
    _run(command)
    check = folder / "check.sql"
    check.write_text(_count_check(made), encoding="utf-8")
    (folder / "empty.sql").write_text(EMPTY_SCHEMA, encoding="utf-8")
    files = [f"--file={folder / name}" for name in ("empty.sql", "load.sql", "check.sql")]
    psql = [
        str(programs() / "psql"),
        "--no-psqlrc",
        "--quiet",
        "--single-transaction",
        "--set=ON_ERROR_STOP=1",
    ]
    _run([*psql, *files, url("owner")])


def _count_check(made: Manifest) -> str:
    """SQL that fails, naming the table, unless every table has the rows of the manifest."""
    lines = ["set local row_security = on;", "do $$ declare found bigint; begin"]
    for table, rows in made.rows.items():
        name = '"' + table.replace('"', '""') + '"'
        lines.append(f"select count(*) into found from public.{name};")  # noqa: S608 - names of our own dump, quoted
        lines.append(
            f"if found <> {int(rows)} then raise exception '% 应有 {int(rows)} 行，实有 % 行', '{table}', found; end if;"
        )
    return "\n".join([*lines, "end $$;\n"])


def _run(command: list[str]) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment_of_server())
    if done.returncode:
        raise CopyProblem(
            f"数据没有恢复，已全部撤回：{done.stderr.strip()[-600:]}。原有数据没有变动；请换一份备份或把这段话告诉管理员。"
        )


def _place_files(folder: Path, made: Manifest) -> None:
    """Files are named by their content: what is there already and belongs to nothing does no harm and stays."""
    files = private("files")
    for name in made.files:
        target = files / name
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        shutil.move(folder / "files" / name, target)
    if made.has_keys:
        for source in sorted((folder / "keys").iterdir()):
            _place_key(source)


def _place_key(source: Path) -> None:
    target = private("keys") / source.name
    content = source.read_text()
    if target.exists() and target.read_text() != content:
        target.rename(target.with_name(f"{target.name}.before-{time.strftime('%Y%m%d%H%M%S')}"))
    with open(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(content)


def _bring_up_to_date() -> None:
    from bihuan.web.database.migrate import migrate

    migrate(verbosity=0)


def _proof(made: Manifest, before: Path | None) -> str:
    """What was proved, as a Chinese report; CopyProblem when the journal does not hold."""
    from bihuan.web.journal.verify import verify

    lost = [name for name, digest in made.files.items() if not _holds(home() / "files" / name, digest)]
    verdict = verify()
    head: list[Any] = [verdict.lines, verdict.head]
    kept = f"恢复前的数据另存在 {before}。" if before else ""
    if lost or not verdict.holds or (made.journal and head != made.journal):
        why = verdict.why or (f"文件 {lost[0]} 没有放好" if lost else "链头与备份时不同")
        raise CopyProblem(f"数据已装入，但没有通过核对：{why}。请不要使用，换一份备份再恢复。{kept}")
    return (
        f"恢复完成（备份做于 {made.made_at}）：{len(made.rows)} 张表 {sum(made.rows.values())} 行，逐表与备份一致；"
        f"文件 {len(made.files)} 个，逐个核对无误；经过记录 {verdict.lines} 条，链条完整，链头 {verdict.head[:16]}。{kept}"
    )
