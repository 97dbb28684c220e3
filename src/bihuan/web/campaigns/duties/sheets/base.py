"""What every change to a return goes through: lock, who may, in which state."""

from __future__ import annotations

from collections.abc import Sequence

from bihuan.web.access import Refused, may, require
from bihuan.web.access.scope import Actor
from bihuan.web.campaigns.duties import who
from bihuan.web.campaigns.models import Campaign, Return

State = Return.State


def locked(return_ids: Sequence[int]) -> list[Return]:
    """Returns the returns locked in a fixed order; Refused when one is out of sight."""
    ids = sorted(set(return_ids))
    rows = (
        Return.objects.select_for_update(of=("self",), no_key=True)
        .filter(pk__in=ids)
        .select_related("unit", "campaign__unit", "campaign__plan", "obligation")
        .order_by("pk")
    )
    found = list(rows)
    if len(found) != len(ids):
        raise Refused("选的报送不在您能办的范围内。请刷新页面重新选。")
    return found


def check_running(campaign: Campaign) -> None:
    """Refused when the campaign is over."""
    if campaign.state != Campaign.State.RUNNING:
        raise Refused(f"“{campaign.title}”已经结束，不再收报送。")


def may_write(actor: Actor, row: Return) -> bool:
    """Whether the return is the actor's to fill: the unit's own post, or for the merged one the office."""
    if row.merged:
        return may(actor.role, "campaign.publish")
    return who.may_do(actor, row.unit)


def check_may_write(actor: Actor, row: Return) -> None:
    """Refused unless the return is the actor's to fill."""
    if row.merged:
        require(actor, "campaign.publish")
    else:
        who.require_doing(actor, row.unit)


def open_to_write(row: Return) -> bool:
    """Whether words of the return may be changed now."""
    running = row.campaign.state == Campaign.State.RUNNING
    return running and (row.owed or row.correction == Return.Correction.DRAFT)


def check_open(row: Return) -> None:
    """Refused, with what to do instead, when the return is locked or frozen."""
    check_running(row.campaign)
    if open_to_write(row):
        return
    if row.state == State.WITHDRAWN:
        raise Refused(f"{row.unit.short_name}不用报这一份。")
    if row.to_judge:
        raise Refused(f"这一份已经交来，等{row.campaign.unit.short_name}审，不能改。要改，请他们退回。")
    raise Refused("这一份已经收下并冻结，不能改。要更正，请开一稿更正，写明为什么。")
