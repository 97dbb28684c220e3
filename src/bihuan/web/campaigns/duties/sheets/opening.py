"""A version opens by itself when the period of its return begins, again when the return goes back, and when one is corrected."""

from __future__ import annotations

from datetime import date

from django.db.models import Max, Q

from bihuan.web.campaigns.duties import schedule
from bihuan.web.campaigns.duties.sheets.rows import own_of
from bihuan.web.campaigns.models import Campaign, Return, ReturnRow, ReturnTerms, ReturnVersion
from bihuan.web.config import clock

BATCH = 2000
State = ReturnVersion.State
_OWN = ("situation", "measures", "progress", "number", "number_own")
_FACTS = (
    *("check_item_id", "duty_id", "order", "no", "category", "contents", "responsible", "counted_in", "answered"),
    *("live_situation", "live_measures", "live_progress", "live_number"),
)  # fmt: skip


def open_begun(campaign: Campaign, today: date) -> int:
    """Opens the returns whose period has begun and that have no version yet; twice does no harm. Returns how many."""
    wanted = Q(pk__in=[])
    for terms in ReturnTerms.objects.filter(obligation__campaign=campaign).select_related("obligation"):
        until = schedule.opened_until(terms.obligation, campaign, terms.since, today)
        wanted |= Q(obligation=terms.obligation_id, due__lte=until)
    rows = Return.objects.filter(wanted, campaign=campaign, merged=False, state=Return.State.WAITING)
    now = clock.now()
    new = [ReturnVersion(of=row, number=1, opened_at=now) for row in rows.filter(versions=None)]
    ReturnVersion.objects.bulk_create(new, batch_size=BATCH, ignore_conflicts=True)
    return len(new)


def latest(row: Return) -> ReturnVersion | None:
    """Returns the newest version of the return; None before its period has begun."""
    rows = ReturnVersion.objects.filter(of=row).select_related("submitted_by", "judged_by", "corrects")
    return rows.order_by("-number").first()


def draft_of(row: Return) -> ReturnVersion:
    """Returns the draft to write in; opens one where there is none yet (who is early need not wait for the timer).

    The caller holds the return's lock and has checked that it is owed or being corrected.
    """
    version = latest(row)
    if version is not None and version.state == State.DRAFT:
        return version
    return next_version(row.pk, "", None)


def next_version(row_id: int, why: str, corrects: ReturnVersion | None) -> ReturnVersion:
    """Opens the return's next version, empty."""
    last = ReturnVersion.objects.filter(of=row_id).aggregate(n=Max("number"))["n"] or 0
    return ReturnVersion.objects.create(
        of_id=row_id, number=last + 1, why=why, corrects=corrects, opened_at=clock.now()
    )


def again(version: ReturnVersion, why: str) -> ReturnVersion:
    """Opens the next version of a return that goes back: live rows follow the answers again, own words stay own."""
    made = next_version(version.of_id, why, version.corrects)
    copies = [copied(made, row) for row in version.rows.all() if own_of(row)]
    ReturnRow.objects.bulk_create(copies, batch_size=BATCH)
    return made


def copied(version: ReturnVersion, row: ReturnRow) -> ReturnRow:
    """Returns an unsaved copy of the row for another version."""
    return ReturnRow(version=version, **{name: getattr(row, name) for name in (*_OWN, *_FACTS)})
