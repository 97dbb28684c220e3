"""Superiors' forms: taken in, mapped once, filled with returns."""

from __future__ import annotations

from typing import BinaryIO

from bihuan.documents.forms import BadForm, Form, Mapping, faults, guessed, read_form
from bihuan.documents.returns import ReturnSheet, Template, write_docx, write_xlsx
from bihuan.web import journal
from bihuan.web.access import Conflict, Refused, require
from bihuan.web.access.scope import Actor
from bihuan.web.areas.models import Unit
from bihuan.web.campaigns.models import Campaign
from bihuan.web.config import clock
from bihuan.web.config import files as store
from bihuan.web.papers.models import ReturnForm
from bihuan.web.papers.services.templates import received


def take_form(actor: Actor, campaign: Campaign, file: BinaryIO, name: str) -> ReturnForm:
    """Takes in a form; one with the same layout is known: here it is returned as it stands, from elsewhere its mapping is taken over."""
    require(actor, "paper.template")
    data, kept = received(file, name)
    try:
        form = read_form(data)
    except BadForm as bad:
        raise Refused(str(bad)) from bad
    here = ReturnForm.objects.filter(
        campaign=campaign, unit=actor.unit_id, fingerprint=form.fingerprint, live=True
    ).first()
    if here is not None:
        return here
    known = ReturnForm.objects.filter(fingerprint=form.fingerprint, mapped=True).order_by("-at").first()
    made = ReturnForm.objects.create(
        unit=Unit.objects.get(pk=actor.unit_id), audience=campaign.audience, campaign=campaign, name=kept.name, kind=form.kind,
        sha256=kept.sha256, size=kept.size, fingerprint=form.fingerprint, mapped=known is not None,
        mapping=known.mapping if known else guessed(form).as_data(), by_id=actor.person_id, at=clock.now(),
    )  # fmt: skip
    journal.write(actor, "form.taken", made, name=made.name)
    return made


def map_form(actor: Actor, form_id: int, version: int, mapping: Mapping) -> ReturnForm:
    """Keeps the mapping; Refused names what does not fit, Conflict when somebody else changed it meanwhile."""
    require(actor, "paper.template")
    row = ReturnForm.objects.select_for_update(of=("self",), no_key=True).get(pk=form_id)
    if row.version != version:
        raise Conflict("这张表刚被别人对过，您的没有存上。请看看新的。")
    wrong = faults(form_of(row), mapping)
    if wrong:
        raise Refused("；".join(dict.fromkeys(wrong)))
    row.mapping, row.mapped, row.version = mapping.as_data(), True, row.version + 1
    row.save(update_fields=["mapping", "mapped", "version"])
    journal.write(actor, "form.mapped", row, name=row.name)
    return row


def drop_form(actor: Actor, form_id: int) -> ReturnForm:
    """Takes a form off the list; what was exported in it is not touched."""
    require(actor, "paper.template")
    row = ReturnForm.objects.select_for_update(of=("self",), no_key=True).get(pk=form_id)
    if row.live:
        row.live = False
        row.save(update_fields=["live"])
        journal.write(actor, "form.dropped", row, name=row.name)
    return row


def form_of(row: ReturnForm) -> Form:
    """The form as read."""
    return read_form(store.path(row.sha256).read_bytes())


def template_of(row: ReturnForm) -> Template:
    """The form with its mapping, as `documents.returns` takes it."""
    return Template(store.path(row.sha256).read_bytes(), Mapping.from_data(row.mapping))


def filled_form(row: ReturnForm, sheet: ReturnSheet) -> bytes:
    """A return in the form; Refused while it is not mapped."""
    if not row.mapped:
        raise Refused(f"“{row.name}”还没有对好列，不能导出。请县帮扶办先对好。")
    write = write_xlsx if row.kind == "xlsx" else write_docx
    try:
        return write(sheet, template_of(row))
    except BadForm as bad:
        raise Refused(str(bad)) from bad


def forms_for(campaign: Campaign) -> list[ReturnForm]:
    """The forms that returns of the campaign can come out in, newest first."""
    return list(ReturnForm.objects.filter(campaign=campaign, live=True, mapped=True))
