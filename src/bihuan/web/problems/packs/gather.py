"""From a problem's rows to a chapter of a pack: everything that its page says, in order, as plain data."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.db.models import Case, Count, Sum, When
from django.db.models.functions import Least

from bihuan.documents.pack import Chapter, Piece, Section, Table
from bihuan.web import journal
from bihuan.web.config import clock
from bihuan.web.problems.models import Evidence, Gate, Problem
from bihuan.web.problems.photos import CLOCKS, off_words, own_time_marks, place_words
from bihuan.web.problems.snapshot import with_children
from bihuan.web.problems.states import STATES

_ONE: list[str] = ["campaign", "check_item", "origin", "lead_unit", "owner", "raised_by", "raised_unit"]
_MANY: list[str] = [
    *("evidence__uploaded_by", "evidence__uploaded_unit", "instructions__by"),
    *("look_backs__by", "look_backs__by_unit", "extensions__asked_by", "extensions__decided_by"),
]


def load(ids: Iterable[int]) -> list[Problem]:
    """The problems the reader sees among `ids`, by number, with what their chapters need."""
    rows = with_children(Problem.objects.filter(pk__in=list(ids)).select_related(*_ONE))
    return sorted(rows.prefetch_related(*_MANY), key=lambda problem: problem.number)


def seen(ids: Iterable[int]) -> list[int]:
    """Those of `ids` that the reader sees, in the order of their numbers."""
    found = Problem.objects.filter(pk__in=list(ids)).order_by().values_list("number", "pk")
    return [pk for _number, pk in sorted(found)]


def chapter(problem: Problem) -> Chapter:
    """The chapter of one problem, its pieces numbered through, without pictures yet."""
    pieces = {row.pk: piece(no, row) for no, row in enumerate(ordered(problem), start=1)}
    sections = (
        Section("一、基本情况", facts=_facts(problem)),
        _section("二、问题查清：原因", _causes(problem), "还没有写明原因。"),
        _measures(problem),
        _gates(problem),
        _parts(problem),
        _extensions(problem),
        _look_backs(problem),
        _instructions(problem),
        Section("九、佐证", pieces=tuple(pieces.values()), nothing="" if pieces else "没有佐证。"),
        _journal(problem),
    )
    return Chapter(problem.number, problem.title, sections)


def ordered(problem: Problem) -> list[Evidence]:
    """Evidence as it is printed: of the problem, of its measures in order, of gates, sweep and look-back; withdrawn ones last."""
    numbers = {m.pk: m.no for m in problem.measures.all()}

    def place(row: Evidence) -> tuple[bool, int, int, int, datetime, int]:
        group = (
            1 if row.measure_id else 2 if row.gate_id else 3 if row.sweep else 4 if row.look_back_id else 0
        )
        return (not row.counts, group, numbers.get(row.measure_id or 0, 0), row.order, row.taken_at, row.pk)

    return sorted(problem.evidence.all(), key=place)


def day(value: date | datetime | None) -> str:
    """2026-11-24; empty for None."""
    if value is None:
        return ""
    return f"{value.astimezone(clock.ZONE) if isinstance(value, datetime) else value:%Y-%m-%d}"


def moment(value: datetime | None) -> str:
    """2026-11-24 10:20; empty for None."""
    return f"{value.astimezone(clock.ZONE):%Y-%m-%d %H:%M}" if value else ""


def piece(no: int, row: Evidence) -> Piece:
    """One piece of evidence with the lines under its picture."""
    proves = ""
    if row.measure is not None:
        proves = f"证明第 {row.measure.no} 项措施"
    elif row.gate is not None:
        proves = f"核验“{row.gate.label}”时所附"
    elif row.look_back_id or row.sweep:
        proves = "回头看" if row.look_back_id else "举一反三"
    taken = day(row.taken_at) if row.taken_clock == Evidence.Clock.STATED else moment(row.taken_at)
    lines = (
        proves,
        f"佐证时间 {taken}（{CLOCKS.get(row.taken_clock, '服务器时间')}）",
        f"{row.uploaded_unit} {row.uploaded_by}，{moment(row.uploaded_at)} 上传",
        place_words(row),
        "；".join(own_time_marks(row)),
        f"SHA-256 {row.sha256}",
    )
    words = tuple(line for line in lines if line)
    return Piece(
        no, row.caption or row.name, words, row.get_kind_display(), row.name, row.sha256, off=off_words(row)
    )


def _section(title: str, facts: tuple[tuple[str, str], ...], nothing: str) -> Section:
    return Section(title, facts=facts, nothing="" if facts else nothing)


def _table(
    title: str, nothing: str, widths: tuple[int, ...], heads: tuple[str, ...], rows: Iterable[tuple[str, ...]]
) -> Section:
    made = tuple(rows)
    return Section(title, table=Table(heads, made, widths) if made else None, nothing="" if made else nothing)


def _facts(p: Problem) -> tuple[tuple[str, str], ...]:
    rows = (
        ("编号", p.number),
        ("问题", p.title),
        ("具体情况", p.text),
        ("地点", p.place),
        ("类别", p.category),
        ("项目", p.project),
        ("专项行动", str(p.campaign or "")),
        ("排查项目", f"{p.check_item.no} {p.check_item.category}".strip() if p.check_item else ""),
        (
            "来源",
            f"{p.get_source_display()}，{day(p.discovered_on)} 发现"
            + (f"，{p.found_by}" if p.found_by else ""),
        ),
        ("登记", f"{p.raised_unit} {p.raised_by or ''}，{day(p.raised_at)}"),
        ("程度", f"{p.get_severity_display()}{'，' + p.severity_reason if p.severity_reason else ''}"),
        ("上级交办", "是" if p.higher_level else ""),
        ("由哪件查出", str(p.origin or "")),
        ("成效目标", p.target or "还没有定"),
        ("状态", STATES[p.state]),
        ("责任单位", f"{p.lead_unit or '还没有交办'} {p.owner or ''}".strip()),
        ("整改时限", day(p.due) or p.deadline or p.get_deadline_kind_display()),
        ("首次时限", day(p.first_due) if p.first_due != p.due else ""),
        ("重新打开", f"{p.rounds} 次" if p.rounds else ""),
        ("销号", moment(p.closed_at)),
        ("转常态化", day(p.made_routine)),
    )
    return tuple((label, words) for label, words in rows if words)


def _causes(p: Problem) -> tuple[tuple[str, str], ...]:
    stated = [g for g in sorted(p.gates.all(), key=lambda g: g.round) if g.kind == "found_out" and g.stated]
    rows = [("原因" if g.round == 0 else f"原因（第 {g.round + 1} 轮）", g.stated) for g in stated]
    return tuple(rows) + ((("举一反三", p.swept_text),) if p.swept_text else ())


def _measures(p: Problem) -> Section:
    rows = (
        (str(m.no), m.text, str(m.unit), day(m.done_at) or "没有完成", str(m.done_by or ""))
        for m in sorted(p.measures.all(), key=lambda m: m.no)
    )
    heads = ("序号", "整改措施", "落实单位", "完成", "完成人")
    return _table("三、整改措施", "还没有整改措施。", (2, 9, 4, 4, 3), heads, rows)


def _gates(p: Problem) -> Section:
    rows = (_gate(g) for g in sorted(p.gates.all(), key=lambda g: (g.order, g.round)))
    heads = ("关", "结果", "申报", "依据或理由", "核验人", "时间")
    return _table("四、逐关核验", "这件不设关。", (3, 2, 6, 5, 4, 4), heads, rows)


def _gate(g: Gate) -> tuple[str, ...]:
    name = g.label if g.round == 0 else f"{g.label}（第 {g.round + 1} 轮）"
    ground = "；".join(part for part in (g.ground, f"例外：{g.exception}" if g.exception else "") if part)
    who = f"{g.by_unit} {g.by or ''}".strip() if g.by_unit else ""
    return (name, g.get_state_display(), g.stated, ground, who, day(g.at))


def _parts(p: Problem) -> Section:
    rows = (
        (
            *(str(a.unit), a.get_role_display(), a.get_state_display(), str(a.owner or ""), day(a.issued_at)),
            *(
                day(a.acknowledged_at) or "没有签收",
                day(a.due),
                f"{day(a.submitted_at)}\n{a.late_reason}".strip(),
            ),
        )
        for a in sorted(p.assignments.all(), key=lambda a: a.pk)
    )
    heads = ("单位", "分工", "状态", "责任人", "交办", "签收", "时限", "交的时间、晚交的原因")
    return _table("五、交办", "还没有交办。", (3, 2, 3, 3, 4, 4, 4, 4), heads, rows)


def _extensions(p: Problem) -> Section:
    rows = (
        (day(e.was), day(e.to), e.reason, e.get_state_display(), e.note, str(e.decided_by or ""))
        for e in p.extensions.all()
    )
    heads = ("原时限", "申请延到", "理由", "结果", "批语", "批准人")
    return _table("六、延期", "没有申请过延期。", (4, 4, 6, 2, 4, 3), heads, rows)


def _look_backs(p: Problem) -> Section:
    rows = (
        (
            *(day(x.due_on), day(x.done_on) or "还没有看", x.get_outcome_display() or "", x.note),
            f"{x.by_unit or ''} {x.by or ''}".strip(),
        )
        for x in p.look_backs.all()
    )
    heads = ("约定日期", "看的日期", "结果", "看到什么", "谁看的")
    return _table("七、回头看", "还没有约定回头看。", (4, 4, 3, 7, 5), heads, rows)


def _instructions(p: Problem) -> Section:
    rows = ((moment(i.at), str(i.by), i.text) for i in p.instructions.all())
    return _table("八、批示", "没有批示。", (5, 3, 14), ("时间", "批示人", "批示"), rows)


def _journal(p: Problem) -> Section:
    rows = (
        (
            moment(each.at),
            each.who,
            "\n".join(part for part in (each.text, str(each.data.get("note", ""))) if part),
        )
        for each in reversed(journal.lines_of(p))
    )
    return _table("十、经过", "没有记录。", (5, 5, 12), ("时间", "谁", "办了什么"), rows)


def pictures_of(ids: Iterable[int], pages_most: int) -> dict[int, int]:
    """How many pictures each problem's chapter prints: one a photo, and of a PDF its pages, at most `pages_most`."""
    each = Case(When(media_type="application/pdf", then=Least("pages", pages_most)), default=1)
    found = Evidence.objects.filter(problem__in=list(ids)).order_by().values("problem_id")
    return {row["problem_id"]: row["n"] for row in found.annotate(n=Sum(each))}


def size_of(ids: Iterable[int]) -> tuple[int, int]:
    """(pieces, bytes) of the evidence that the reader sees of these problems."""
    found = Evidence.objects.filter(problem__in=list(ids)).aggregate(n=Count("pk"), size=Sum("size"))
    return found["n"], found["size"] or 0
