"""A reader's own saved filters: kept under a name, replaced, made the default, thrown away. They concern nobody else."""

from __future__ import annotations

from django.db import transaction
from django.http import QueryDict

from bihuan.web.access import Actor, require
from bihuan.web.config import clock
from bihuan.web.problems.models import OwnFilter
from bihuan.web.problems.services.base import NotNow, wanted

MOST = 20
# What belongs to one look at the list and not to the filter.
FLEETING = ("page", "print", "export", "pick", "plain")


def clean(query: str) -> str:
    """The query without what is fleeting, always written the same way."""
    kept = QueryDict(query.lstrip("?"), mutable=True)
    for key in FLEETING:
        kept.pop(key, None)
    for key in list(kept):
        values = [value for value in kept.getlist(key) if value]
        kept.setlist(key, values) if values else kept.pop(key)
    return kept.urlencode()


def own_filters(actor: Actor) -> list[OwnFilter]:
    """The reader's own, in the order they were made; one query."""
    return list(OwnFilter.objects.filter(person=actor.person_id))


@transaction.atomic
def keep_filter(actor: Actor, name: str, query: str, *, default: bool = False) -> OwnFilter:
    """Keeps the query under a name; one of the same name is replaced."""
    require(actor, "problem.read")
    words, kept = wanted(name, "这组条件的名称", 1)[:20], clean(query)
    if not kept:
        raise NotNow("现在没有筛选条件，不用存。请先选好条件。")
    if len(kept) > 1000:
        raise NotNow("条件太长，存不下。请少选几项。")
    mine = OwnFilter.objects.filter(person=actor.person_id)
    if mine.count() >= MOST and not mine.filter(name=words).exists():
        raise NotNow(f"最多存 {MOST} 组，请先删掉不用的。")
    if default:
        mine.update(default=False)
    made, _ = OwnFilter.objects.update_or_create(
        person_id=actor.person_id,
        name=words,
        defaults={"query": kept, "default": default, "at": clock.now()},
    )
    return made


@transaction.atomic
def set_default(actor: Actor, pk: int, *, default: bool) -> None:
    """Makes one of the reader's own the default, or none."""
    require(actor, "problem.read")
    mine = OwnFilter.objects.filter(person=actor.person_id)
    if not mine.filter(pk=pk).exists():
        raise NotNow("没有这组条件，可能已经删了。请刷新后再看。")
    mine.update(default=False)
    if default:
        mine.filter(pk=pk).update(default=True)


@transaction.atomic
def drop_filter(actor: Actor, pk: int) -> None:
    """Throws one of the reader's own away."""
    require(actor, "problem.read")
    gone, _ = OwnFilter.objects.filter(person=actor.person_id, pk=pk).delete()
    if not gone:
        raise NotNow("没有这组条件，可能已经删了。请刷新后再看。")
