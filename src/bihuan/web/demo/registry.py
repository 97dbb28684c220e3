"""The demo county's registry: generated exports of a few villages, handed in and imported as people do, and what dossiers should hold."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path

import polars as pl
from PIL import Image, ImageDraw

from bihuan.engine.synthetic.writing import Wishes, Written, write
from bihuan.web.access import scope
from bihuan.web.access.models import HouseholdGrant
from bihuan.web.access.scope import SYSTEM, Actor
from bihuan.web.accounts.models import Grant
from bihuan.web.config import clock
from bihuan.web.demo.ground import OWNER
from bihuan.web.jobs.models import JobRun
from bihuan.web.jobs.services import carry_out
from bihuan.web.registry import services
from bihuan.web.registry.imports import services as imports
from bihuan.web.registry.models import Batch, Household, PaperKind

HOUSEHOLDS, SEED, DEFECTS = 300, 7, 0.05
NOT_YET, STILL_THERE = 4, 3
CLERK, OFFICE, HELPER, PAIRED = "韦永强", "周桂兰", "方文斌", 4
# What 云溪县 asks for. Seeds name papers without listing a bag's content: these are the office's own, as it may write them.
PAPERS = (
    ("户申请书", "bag", "monitored", "监测对象识别程序，本县要求"),
    ("家庭经济状况核对授权书", "bag", "monitored", "监测对象识别程序，本县要求"),
    ("收入核实表（本季度）", "bag", "monitored", "每季度监测家庭增收情况，本县要求"),
    ("帮扶手册", "bag", "monitored", "填好一本帮扶手册，本县要求"),
    ("村级评议记录", "village", "monitored", "监测对象识别程序，本县要求"),
    ("公示照片", "village", "monitored", "监测对象识别程序，本县要求"),
    ("脱贫户明白卡", "bag", "lifted", "本县要求"),
    ("残疾证、慢性病卡或部门不予办理告知书", "bag", "monitored", "不符合办证条件的放告知书，本县要求"),
)  # fmt: skip


def there() -> bool:
    """Whether households are there already."""
    return Household.objects.using(OWNER).exists()


def build_registry() -> int:
    """Imports last year's table, then this month's; returns how many households there are."""
    on = clock.today().replace(day=1) - timedelta(days=1)
    with tempfile.TemporaryDirectory() as folder:
        wishes = Wishes(HOUSEHOLDS, SEED, on.year, on.month, "csv", last_year=True, defects=DEFECTS)
        made = write(wishes, Path(folder))
        before = on.replace(year=on.year - 1, day=28)
        _import({"last_year": _a_year_older(made.files["last_year"])}, before, before.year)
        _import({key: path for key, path in made.files.items() if key != "last_year"}, on, on.year)
    _papers(made)
    with scope.acting(SYSTEM):
        return Household.objects.count()


def _a_year_older(path: Path) -> Path:
    """The table of last year as it may have been: somebody who is here now was not yet, somebody who is gone was still here."""
    rows = pl.read_csv(path, infer_schema=False)
    children = rows.filter(pl.col("与户主关系").is_in(["之孙子", "之孙女"]))["证件号码"].head(NOT_YET)
    elders = rows.filter(pl.col("与户主关系") == "户主").gather_every(60).head(STILL_THERE)
    still = elders.with_columns(
        pl.col("姓名").str.slice(0, 1) + pl.lit("老太"),
        pl.lit("之母").alias("与户主关系"),
        pl.lit("女").alias("性别"),
        pl.lit(None, pl.String).alias("证件号码"),
        pl.lit("19410607").alias("出生日期"),
    )
    pl.concat([rows.filter(~pl.col("证件号码").is_in(children.implode()).fill_null(False)), still]).write_csv(
        path, include_bom=True
    )
    return path


def _import(files: dict[str, Path], as_of: date, year: int) -> None:
    """Handed in by the clerk, read, and taken as the preview shows it; the jobs are carried out here and now."""
    given = [(path.name, io.BytesIO(path.read_bytes())) for path in files.values()]
    with acting_as(CLERK, "clerk") as actor:
        batch, reading = imports.receive(actor, given, as_of, year)
    _done(reading)
    with acting_as(CLERK, "clerk") as actor:
        read = Batch.objects.get(pk=batch.pk)
        taking = imports.take(actor, read, read.fingerprint, ends_absent=False)
    _done(taking)


def _done(run: JobRun) -> None:
    carry_out(run.pk)
    with scope.acting(SYSTEM):
        ended = JobRun.objects.get(pk=run.pk)
    if ended.state != JobRun.State.DONE:
        raise RuntimeError(f"演示县的户档案没有导入成：{ended.message}")


def _papers(made: Written) -> None:
    """The office's list, a few papers in the dossiers of one village, a refusal, and whom the helper is paired with."""
    with acting_as(OFFICE, "office") as actor:
        for name, holder, wanted_of, source in PAPERS:
            services.add_kind(actor, name, holder, wanted_of, source)
        kinds = list(PaperKind.objects.all())
        homes = list(
            Household.objects.filter(current__monitored_class__isnull=False).order_by("area_code", "number")[
                :3
            ]
        )
        for nth, home in enumerate(homes):
            for kind in [
                kind for kind in kinds if kind.wanted_of == "monitored" and "告知书" not in kind.name
            ][: 4 - nth]:
                services.keep(actor, home, kind, _sheet(kind.name), f"{kind.name}.jpg")
        certificate = next(kind for kind in kinds if "告知书" in kind.name)
        services.refuse(
            actor,
            homes[0],
            certificate,
            _sheet("不予办理告知书"),
            "告知书.jpg",
            "县残联",
            "达不到评定标准，下半年可再评",
        )
        with scope.acting(SYSTEM):
            helper = Grant.objects.filter(person__name=HELPER, role="helper").first()
        paired = list(Household.objects.exclude(current=None).order_by("area_code", "number")[:PAIRED])
        HouseholdGrant.objects.bulk_create(
            HouseholdGrant(
                person_id=helper.person_id,
                household_id=home.pk,
                kind="pairing",
                valid_from=clock.today() - timedelta(days=200),
            )
            for home in {*paired, *homes}
            if helper is not None
        )


def _sheet(words: str) -> io.BytesIO:
    """A picture that stands for a photographed paper."""
    picture = Image.new("RGB", (480, 640), "#f4f1ea")
    draw = ImageDraw.Draw(picture)
    for line in range(9):
        draw.line((60, 150 + line * 48, 420 - 40 * (line % 3), 150 + line * 48), fill="#b8b1a2", width=3)
    draw.rectangle((150, 60, 330, 84), fill="#8f8778")
    draw.ellipse((300, 500, 400, 600), outline=f"#b0{len(words) * 5 % 60 + 20:02d}2a", width=5)
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=70)
    out.seek(0)
    return out


@contextmanager
def acting_as(name: str, role: str) -> Iterator[Actor]:
    """A transaction of that person in that post."""
    with scope.acting(SYSTEM):
        grant = Grant.objects.select_related("person__account", "unit__area").get(
            person__name=name, role=role
        )
    with scope.acting(scope.scope_of(grant.person, grant)):
        yield scope.actor_of(grant.person, grant, "demo")
