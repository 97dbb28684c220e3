"""What an evidence pack costs: the real job, each time in a process of its own, over photos that are nothing but noise.

Noise is the worst that a camera can send: it does not shrink. Peak memory is that of the whole process, Django included.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

MADE, PIXELS, SCAN_PAGES = 120, (4000, 3000), 3
BEFORE = "起步内存 MB"


@dataclass(frozen=True)
class Case:
    """Problems from `first` on; every `each`-th has `photos`, and where `scan` says so a scan of three pages."""

    name: str
    first: int
    problems: int
    photos: int
    each: int = 1
    scan: bool = False


CASES = (
    Case("一件", 0, 1, 0),
    Case("12 件，每件 10 张照片", 1, 12, 10),
    Case("1 件，120 张照片", 13, 1, 120),
    Case("一个单位 500 件，20 张照片，20 份 3 页扫描件", 14, 500, 1, 25, True),
)


def run() -> list[dict[str, Any]]:
    """Seconds, peak megabytes and what was made, for each case."""
    with tempfile.TemporaryDirectory(prefix="bihuan-bench-", dir="/tmp") as folder:
        Path(folder).chmod(0o711)
        _apart(folder, "prepare")
        return [_apart(folder, "measure", case.name) for case in CASES]


def _apart(home: str, *words: str) -> dict[str, Any]:
    environment = {**os.environ, "BIHUAN_HOME": home, "PYTHONPATH": "src"}
    for name in ("DATABASE_URL", "DATABASE_OWNER_URL", "DATABASE_BACKUP_URL"):
        environment.pop(name, None)
    command = [sys.executable, "-m", "bench.problems.packs", *words]
    told = subprocess.run(command, env=environment, check=True, stdout=subprocess.PIPE, text=True).stdout
    answer: dict[str, Any] = json.loads(told.splitlines()[-1])
    return answer


def prepare() -> dict[str, Any]:
    """The demo's county with its problems and their evidence, files and rows."""
    import psycopg

    from bench.problems.fill import fill
    from bihuan.web.config.settings import home
    from bihuan.web.database.migrate import migrate
    from bihuan.web.database.server import Server
    from bihuan.web.demo.build import build_county

    migrate(verbosity=0)
    build_county(lambda _said: None)
    with psycopg.connect(Server(home() / "database").url("postgres", "bihuan"), autocommit=True) as admin:
        fill(admin, problems=sum(case.problems for case in CASES), lines=8)
        admin.execute("set session_replication_role = replica")
        pictures = _pictures()
        rows = [row for case in CASES for row in _evidence(admin, case, pictures)]
    return {"rows": len(rows)}


def _evidence(admin: Any, case: Case, pictures: list[bytes]) -> Iterator[int]:
    from bihuan.web.config import files

    ids = _ids(admin.execute("select id from problems_problem order by id").fetchall(), case)
    for place, problem in enumerate(ids[:: case.each]):
        taken = range(place * case.photos, (place + 1) * case.photos)
        for number in taken:
            data = _turned(pictures[number % MADE], number // MADE % 8 + 1)
            yield _row(admin, problem, files.store(data), len(data), "image/jpeg", "photo", 1)
        if case.scan:
            data = _scan([pictures[(place * SCAN_PAGES + n) % MADE] for n in range(SCAN_PAGES)])
            yield _row(admin, problem, files.store(data), len(data), "application/pdf", "scan", SCAN_PAGES)


def _ids(rows: list[tuple[int]], case: Case) -> list[int]:
    return [pk for (pk,) in rows[case.first : case.first + case.problems]]


def _row(admin: Any, problem: int, sha256: str, size: int, media_type: str, kind: str, pages: int) -> int:
    added = admin.execute(
        """
insert into problems_evidence (area_code, units, household_id, problem_id, sweep, sha256, name, size, media_type,
  thumbnail, pages, caption, kind, taken_at, taken_clock, place_from, source, "order",
  uploaded_by_id, uploaded_unit_id, uploaded_at, withdrawn_why)
select area_code, units, household_id, id, false, %s, 'IMG.jpg', %s, %s,
  false, %s, '整改后现场', %s, raised_at, 'server', '', '', 0,
  raised_by_id, raised_unit_id, raised_at, '' from problems_problem where id = %s returning id""",
        [sha256, size, media_type, pages, kind, problem],
    )
    return int(added.fetchone()[0])


def _pictures() -> list[bytes]:
    from PIL import Image

    made = []
    for _ in range(MADE):
        out = BytesIO()
        Image.effect_noise(PIXELS, 50).convert("RGB").save(out, "JPEG", quality=85)
        made.append(out.getvalue())
    return made


def _turned(picture: bytes, orientation: int) -> bytes:
    """The same pixels lying another way: another picture on paper, without encoding it again."""
    from PIL import Image

    exif = Image.Exif()
    exif[0x0112] = orientation
    told = exif.tobytes()
    return picture[:2] + b"\xff\xe1" + (len(told) + 2).to_bytes(2, "big") + told + picture[2:]


def _scan(pages: list[bytes]) -> bytes:
    import pypdfium2

    document, out = pypdfium2.PdfDocument.new(), BytesIO()
    for picture in pages:
        image = pypdfium2.PdfImage.new(document)
        image.load_jpeg(BytesIO(picture), inline=True)
        image.set_matrix(pypdfium2.PdfMatrix().scale(842, 595))
        sheet = document.new_page(842, 595)
        sheet.insert_obj(image)
        sheet.gen_content()
    document.save(out)
    return out.getvalue()


def measure(name: str) -> dict[str, Any]:
    """Asks for the pack as the office does, and carries out its job as the worker does."""
    from bihuan.web.access import scope
    from bihuan.web.accounts.models import Grant
    from bihuan.web.jobs.models import JobRun
    from bihuan.web.jobs.services import carry_out, enqueue
    from bihuan.web.problems.jobs import make_pack
    from bihuan.web.problems.models import Pack, Problem
    from bihuan.web.problems.services import packs

    case = next(each for each in CASES if each.name == name)
    with scope.acting(scope.SYSTEM):
        grant = Grant.objects.select_related("person__account", "unit__area").get(person__name="周桂兰")
        wanted = _ids(list(Problem.objects.order_by("pk").values_list("pk")), case)
    with scope.acting(scope.scope_of(grant.person, grant)):
        actor = scope.actor_of(grant.person, grant, "bench")
        pack = packs.ask_for_pack(actor, name, "指定的", wanted)
        job = enqueue(actor, make_pack, pack_id=pack.pk)
    before, started = _peak(), time.perf_counter()
    carry_out(job.pk)
    seconds = time.perf_counter() - started
    with scope.acting(scope.SYSTEM):
        run, pack = JobRun.objects.get(pk=job.pk), Pack.objects.get(pk=pack.pk)
    if run.state != "done":
        raise RuntimeError(run.message)
    return {"包": name, "秒": round(seconds, 1), BEFORE: before, "最高内存 MB": _peak(), **_made(pack)}


def _peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def _made(pack: Any) -> dict[str, Any]:
    sizes = {kind: [f["size"] for f in pack.files if f["kind"] == kind] for kind in ("docx", "pdf", "zip")}
    return {"册": len(sizes["pdf"])} | {f"{kind} MB": round(sum(of) / 2**20) for kind, of in sizes.items()}


if __name__ == "__main__":
    import django

    from bihuan.web.database.ready import database

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bihuan.web.config.settings")
    with database():
        django.setup()
        print(json.dumps(prepare() if sys.argv[1] == "prepare" else measure(sys.argv[2])))
