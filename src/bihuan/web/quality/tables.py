"""The lists: findings, exemptions, runs."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q

from bihuan.web.access.request import Request
from bihuan.web.areas.models import WIDTH, Area
from bihuan.web.config import clock
from bihuan.web.quality import cells, checks
from bihuan.web.quality.models import Exemption, Finding, Run
from bihuan.web.quality.models.finding import NO_SUSPICION
from bihuan.web.quality.words import sentence_of, source_words, values_words
from bihuan.web.ui.tables import Column, Filter, Saved, Table
from bihuan.web.ui.words import cn_date

TOWNSHIP = WIDTH["township"]


def _check(finding: Finding) -> str:
    return f"{finding.check_code} {checks.label(finding.check_code)}"


FINDINGS = (
    Column("who", "谁", render=cells.who, value="who", sort=("area_code", "household_no"), width="22%"),
    Column("place", "地点"),
    Column("household", "户编号", value="household_no"),
    Column("relation", "与户主关系"),
    Column("check", "检查", value=_check, render=cells.check, sort=("check_code", "area_code"), width="16%"),
    Column("sentence", "问题", value=sentence_of, render=cells.sentence),
    Column("values", "数据里的值", value=values_words),
    Column("severity", "程度", value="get_severity_display", sort="severity", phone="hide", nowrap=True),
    Column("score", "分数", align="right", sort="score", phone="hide"),
    Column(
        "last",
        "最近出现",
        value=lambda f: cn_date(f.last_on),
        export="last_on",
        sort="last_on",
        phone="left",
        nowrap=True,
    ),
    Column("verdict", "核实", value=cells.verdict_words, sort="verdict", phone="right", render=cells.verdict),
    Column("note", "说明", value="verdict_note"),
    Column("source", "在表里第几行", value=source_words),
)
ON_SCREEN = ("who", "check", "sentence", "severity", "score", "last", "verdict")


def saved() -> list[Saved]:
    """The tabs of the list of findings."""
    there, today = Finding.objects.standing_q(), clock.today()
    return [
        Saved("waiting", "等核实", there & Finding.objects.unanswered_q() & NO_SUSPICION),
        Saved("there", "还在", there & NO_SUSPICION),
        Saved("suspicion", "疑似", there & Q(severity="suspicion")),
        Saved("back", "又出现", there & Q(backs__gt=0)),
        Saved("exempt", "豁免中", Q(exempt_until__gte=today)),
        Saved("vanished", "不再出现", Q(state="vanished")),
        Saved("all", "全部"),
    ]


def townships() -> Iterable[tuple[int, str]]:
    """The townships of today, for a filter."""
    return [
        (area.code, str(area))
        for area in Area.objects.filter(level="township", valid_to=None).order_by("code")
    ]


def _villages() -> Iterable[tuple[int, str]]:
    rows = Area.objects.filter(level="village", valid_to=None).select_related("parent").order_by("code")
    return [(area.code, f"{area.parent} {area}") for area in rows]


def _codes() -> list[tuple[str, str]]:
    return [(code, f"{code} {check.label}") for code, check in checks.by_code().items()]


def findings(request: Request) -> Table:
    """What the reader sees of the findings; what waits for an answer first."""
    exporting = request.GET.get("export") == "xlsx"
    columns = [column for column in FINDINGS if exporting or column.key in ON_SCREEN]
    return Table(
        request,
        Finding.objects.select_related("words", "problem"),
        columns,
        [
            *(
                [Filter("township", "乡镇", townships, "township_code", phone=True)]
                if request.scope.reads.width > TOWNSHIP
                else []
            ),
            Filter("family", "类别", checks.FAMILIES.items(), "family"),
            Filter("severity", "程度", Finding.SEVERITIES),
            Filter("check", "检查", _codes, "check_code", more=True),
            Filter("village", "村", _villages, "area_code", more=True),
            Filter("verdict", "核实结果", Finding.Verdict.choices, more=True),
            Filter("state", "状态", Finding.State.choices, more=True),
            Filter("household", "户编号", apply="household_no", kind="text", more=True),
            Filter("since", "从哪天起出现", apply="first_on__gte", kind="date", more=True),
        ],
        saved(),
        default_sort="who",
        default_saved="waiting",
        export_name="疑点清单",
        search=("name__startswith", "household_no", "place__contains"),
        search_label="姓名、户编号、村",
        pick=str,
        noun="条",
    )


EXEMPTIONS = (
    Column("who", "疑点", render=cells.exempted, value=lambda e: str(e.finding), phone="full"),
    Column("place", "地点", value="finding.place", phone="hide", nowrap=True),
    Column("sentence", "问题", value=lambda e: sentence_of(e.finding), phone="full"),
    Column("reason", "理由", phone="full"),
    Column("asked", "申请", value=lambda e: f"{e.asked_unit} {e.asked_by}", phone="left", nowrap=True),
    Column("state", "状态", value="standing", phone="right", nowrap=True, sort="state"),
    Column(
        "until",
        "豁免到",
        value=lambda e: cn_date(e.until) if e.until else "",
        export="until",
        sort="until",
        phone="hide",
        nowrap=True,
    ),
    Column("decided", "批的人", value="decided_by", phone="hide", nowrap=True),
)


def exemptions(request: Request) -> Table:
    """Requests that wait first."""
    today = clock.today()
    rows = Exemption.objects.select_related("finding__words", "asked_by", "asked_unit", "decided_by")
    approved = Q(state="approved")
    return Table(
        request,
        rows,
        EXEMPTIONS,
        [
            Filter("township", "乡镇", townships, "finding__township_code"),
            Filter("check", "检查", _codes, "finding__check_code"),
        ],
        [
            Saved("asked", "待批", Q(state="asked")),
            Saved("in_force", "豁免中", approved & Q(until__gte=today)),
            Saved("over", "已到期", approved & Q(until__lt=today)),
            Saved("refused", "不予豁免", Q(state="refused")),
            Saved("all", "全部"),
        ],
        default_saved="asked",
        default_sort="",
        export_name="豁免",
        pick=lambda e: str(e.finding),
        noun="项",
    )


RUNS = (
    Column("run", "核查", value=lambda r: f"{r}", phone="left", nowrap=True),
    Column(
        "as_of",
        "数据日期",
        value=lambda r: cn_date(r.as_of),
        export="as_of",
        sort="as_of",
        nowrap=True,
        phone="right",
    ),
    Column("kind", "核查什么", value="get_kind_display", phone="hide"),
    Column("checks", "项", align="right", phone="hide"),
    Column("rows", "人", align="right", phone="hide"),
    Column("found", "查出", align="right", sort="found", phone="left"),
    Column("fresh", "新出现", align="right", phone="hide"),
    Column("back", "又出现", align="right", phone="hide"),
    Column("vanished", "不再出现", align="right", phone="hide"),
    Column("made", "谁做的", value=lambda r: f"{r.made_unit or ''} {r.made_by or ''}".strip(), phone="hide"),
)


def runs(request: Request) -> Table:
    """All runs, the newest first."""
    rows = Run.objects.told_in_figures().select_related("made_by", "made_unit")
    return Table(
        request,
        rows,
        RUNS,
        [Filter("kind", "核查什么", Run.Kind.choices)],
        export_name="核查记录",
        row_url=lambda r: r.get_absolute_url(),
        noun="次",
    )
