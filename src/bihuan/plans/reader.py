"""The way from a page to a plan: clean, outline, typed items, known units."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from bihuan.plans.clean import clean
from bihuan.plans.items.checks import body_checks
from bihuan.plans.items.context import Context
from bihuan.plans.items.heading import read_heading
from bihuan.plans.items.merging import merge_problems
from bihuan.plans.items.pairing import pair
from bihuan.plans.items.phases import find_phases
from bihuan.plans.items.problems import body_problems
from bihuan.plans.items.quotas import find_quotas
from bihuan.plans.items.reports import find_reports
from bihuan.plans.items.rows import sheet_items
from bihuan.plans.items.unfold import unfold
from bihuan.plans.model import CheckItem, Plan, Problem
from bihuan.plans.outline import build
from bihuan.plans.page import Page
from bihuan.plans.resolve.units import near_misses
from bihuan.plans.tables import recognise, with_text_tables
from bihuan.plans.width import as_written, stopped, widened


def read_page(page: Page, units: Sequence[str], today: date | None) -> Plan:
    """Returns the plan that an extracted page holds; `units` are the county's own, `today` the last anchor for years."""
    # a table that is only layout is read as text
    page = replace(page, tables=tuple(sheet.table for sheet in recognise(page)))
    page = with_text_tables(clean(page))
    sheets = recognise(page)
    tables = [(table.start, table.end) for table in page.tables]
    written, page = page.text, replace(page, text=widened(page.text))
    heading = read_heading(page, today)
    page = replace(page, text=stopped(page.text, tables))
    outline = build(page.text, [(sheet.table.start, sheet.table.end) for sheet in sheets])
    unfold(outline)
    dated = heading.date is not None and heading.date == heading.anchor
    context = Context(page, outline, heading.title or "", heading.anchor, dated)
    rows, row_checks = sheet_items(context, sheets)
    listed, notes = body_problems(context)
    problems, merge_notes = merge_problems(rows, listed)
    checks, pair_notes = pair(row_checks, body_checks(context) if not listed or row_checks else [])
    skip = [problem.span for problem in [*problems, *listed]]
    cells = [measure.span for problem in rows for measure in problem.measures]
    warnings = [
        *page.warnings,
        *heading.warnings,
        *outline.warnings,
        *(notes if not rows else []),
        *merge_notes,
        *pair_notes,
        *near_misses(_names(problems, checks), units),
    ]
    plan = Plan(
        heading.title,
        heading.issuer,
        heading.date,
        page.text,
        tuple(problems),
        tuple(checks),
        tuple(find_phases(context, sheets)),
        tuple(find_reports(context, skip, cells)),
        tuple(find_quotas(context, skip, cells)),
        tuple(dict.fromkeys(warnings)),
    )
    return as_written(plan, written)


def _names(problems: Sequence[Problem], checks: Sequence[CheckItem]) -> list[str]:
    names = [name for problem in problems for name in (*problem.responsible, *problem.assisting)]
    return names + [name for check in checks for name in check.responsible]
