"""Cells of the lists, drawn by functions."""

from __future__ import annotations

from django.utils.html import format_html
from django.utils.safestring import SafeString

from bihuan.web.quality import checks
from bihuan.web.quality.models import Exemption, Finding
from bihuan.web.quality.words import sentence_of, values_words
from bihuan.web.ui.words import cn_date


def who(finding: Finding) -> SafeString:
    """The person or household, which leads to the finding; place and number under it."""
    under = " · ".join(
        filter(None, (finding.place, finding.household_no if finding.name else "", finding.relation))
    )
    return format_html(
        '<a class="t" href="{}">{}</a><div class="xs q">{}</div>',
        finding.get_absolute_url(),
        finding.who,
        under,
    )


def check(finding: Finding) -> SafeString:
    """The check's title, which leads to its page."""
    return format_html(
        '<a href="/quality/checks/{}/">{}</a>', finding.check_code, checks.label(finding.check_code)
    )


def sentence(finding: Finding) -> SafeString:
    """What is wrong, and the values it was told from."""
    values = values_words(finding)
    under = format_html('<div class="xs q">{}</div>', values) if values else ""
    return format_html("{}{}", sentence_of(finding), under)


def verdict_words(finding: Finding) -> str:
    """What was answered, or that nobody has."""
    if finding.exempt:
        return f"豁免到 {cn_date(finding.exempt_until)}"
    if not finding.there:
        return str(finding.get_state_display())
    if finding.run_out:
        return "豁免已到期，等核实"
    return str(finding.get_verdict_display()) or "等核实"


def verdict(finding: Finding) -> SafeString:
    """The answer, who gave it, and the problem that stands for the finding."""
    by = (
        format_html('<div class="xs q">{} {}</div>', finding.verdict_by, cn_date(finding.verdict_on))
        if finding.verdict
        else ""
    )
    problem = finding.problem
    link = (
        format_html('<div class="xs"><a href="{}">{}</a></div>', problem.get_absolute_url(), problem.number)
        if problem
        else ""
    )
    words = verdict_words(finding)
    bold = format_html("<b>{}</b>", words) if finding.there and finding.unanswered else words
    return format_html("{}{}{}", bold, by, link)


def exempted(exemption: Exemption) -> SafeString:
    """Whom the request is about, and by which check."""
    finding = exemption.finding
    return format_html(
        '<a class="t" href="{}">{}</a><div class="xs q">{} · {}</div>',
        finding.get_absolute_url(),
        finding.who,
        checks.label(finding.check_code),
        finding.place,
    )
