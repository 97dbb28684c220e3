"""One file with everything: the database as of one moment, the uploaded files, and a manifest to prove a restore."""

from __future__ import annotations

import io
import os
import subprocess
import tarfile
import tempfile
import time
from pathlib import Path
from typing import Any

import psycopg

from bihuan import __version__
from bihuan.home import home
from bihuan.web.config import secrets
from bihuan.web.database import manifest as about
from bihuan.web.database.cluster import environment_of_server
from bihuan.web.database.manifest import CopyProblem, Manifest
from bihuan.web.database.place import programs
from bihuan.web.database.urls import url


def back_up(target: Path, keys: bool = False) -> str:
    """Write the backup to `target` (mode 0600) and return a Chinese report. The application may be running.

    1. hold a snapshot; 2. count rows and read the journal's head in it; 3. dump the database in it;
    4. pack dump, files and manifest beside the target; 5. rename. CopyProblem when a step fails.
    """
    if not target.parent.is_dir():
        raise CopyProblem(f"文件夹 {target.parent} 不存在。请先建立，或换一个位置。")
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".bihuan-") as folder:
        dump = Path(folder) / "database.dump"
        with psycopg.connect(url("backup")) as connection:
            connection.execute("begin isolation level repeatable read")
            made = _describe(connection, keys)
            _dump(dump, _snapshot(connection))
        packed = Path(folder) / "backup.tar"
        _pack(packed, made, dump)
        packed.replace(target)
    return report(made, target)


def report(made: Manifest, target: Path) -> str:
    """The Chinese lines about a finished backup."""
    size = target.stat().st_size / 2**20
    keys = (
        "密钥已放进备份，请像保管密钥一样保管它。"
        if made.has_keys
        else f"密钥没有放进备份，请另行保管 {secrets.folder()}。"
    )
    return (
        f"已备份到 {target}（{size:.1f} MB）：{len(made.rows)} 张表 {sum(made.rows.values())} 行，"
        f"文件 {len(made.files)} 个，经过记录 {made.journal[0] if made.journal else 0} 条。\n{keys}"
    )


def _describe(connection: psycopg.Connection[Any], keys: bool) -> Manifest:
    files = home() / "files"
    return Manifest(
        format=about.FORMAT,
        made_at=time.strftime("%Y-%m-%dT%H:%M:%S%z"),
        version=__version__,
        rows=about.count_rows(connection),
        files={str(path.relative_to(files)): about.sha256_of(path) for path in about.stored_files(files)},
        journal=about.journal_head(connection),
        keys=about.fingerprints(),
        has_keys=keys,
    )


def _snapshot(connection: psycopg.Connection[Any]) -> str:
    row = connection.execute("select pg_export_snapshot()").fetchone()
    return str(row[0]) if row else ""


def _dump(target: Path, snapshot: str) -> None:
    command = [
        str(programs() / "pg_dump"),
        "--format=custom",
        f"--snapshot={snapshot}",
        f"--file={target}",
        url("backup"),
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment_of_server())
    if done.returncode:
        raise CopyProblem(
            f"数据库没有导出：{done.stderr.strip()[-600:]}。请检查磁盘空间和备份角色的权限后重试。"
        )


def _pack(packed: Path, made: Manifest, dump: Path) -> None:
    with (
        open(os.open(packed, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as output,
        tarfile.open(fileobj=output, mode="w") as tar,
    ):
        head = tarfile.TarInfo("manifest.json")
        content = made.to_json()
        head.size = len(content)
        tar.addfile(head, io.BytesIO(content))
        tar.add(dump, "database.dump")
        for name in made.files:
            tar.add(home() / "files" / name, f"files/{name}")
        if made.has_keys:
            for name in about.stored_key_names():
                tar.add(secrets.folder() / name, f"keys/{name}")
        tar.close()
        output.flush()
        os.fsync(output.fileno())
