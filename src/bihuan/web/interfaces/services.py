"""Registering systems, giving them tokens, taking both back. The administrator does it; each writes a line."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from django.db import IntegrityError, transaction

from bihuan.web import journal
from bihuan.web.access import Actor, Refused, may, require
from bihuan.web.access.roles import ROLES
from bihuan.web.accounts import services as accounts
from bihuan.web.accounts.crypto import digest
from bihuan.web.accounts.models import Person
from bihuan.web.areas.models import Unit
from bihuan.web.config import clock
from bihuan.web.interfaces.models import System, Token
from bihuan.web.interfaces.scopes import FOR_PEOPLE, SCOPES
from bihuan.web.ui.words import cn_date

# Who looks for leaked secrets finds ours by this.
MARK = "bihuan_"
LONGEST = timedelta(days=366)
SHOWN = 12


@transaction.atomic
def add_system(
    actor: Actor,
    name: str,
    unit: Unit,
    role: str,
    *,
    purpose: str,
    contact: str,
    per_minute: int = 300,
    valid_to: date | None = None,
) -> System:
    """Returns the new system, which acts for `unit` in `role`; Refused for a role of people, or a name that is taken."""
    require(actor, "people.manage")
    if role not in ROLES or role in FOR_PEOPLE:
        label = ROLES[role].label if role in ROLES else role
        raise Refused(f"“{label}”只能由人担任，不能给外部系统。请换一个角色。")
    person = Person.objects.create(name=name, unit=unit, post="外部系统", system=True)
    given = accounts.grant(actor, person, role, unit, clock.today(), valid_to)
    try:
        with transaction.atomic():
            system = System.objects.create(
                name=name,
                purpose=purpose,
                contact=contact,
                person=person,
                grant=given,
                per_minute=per_minute,
                created_at=clock.now(),
                created_by_id=actor.person_id,
            )
    except IntegrityError as taken:
        raise Refused(f"已经有叫“{name}”的系统，请换个名称，例如加上建设单位。") from taken
    journal.write(actor, "system.added", system, system=name, unit=unit.short_name, role=ROLES[role].label)
    return system


@transaction.atomic
def make_token(
    actor: Actor, system: System, name: str, scopes: Iterable[str], until: date
) -> tuple[Token, str]:
    """Returns the new token and its secret, which is told once; Refused when the days or the scopes do not fit."""
    require(actor, "people.manage")
    held = _locked(system)
    given = [key for key in SCOPES if key in set(scopes)]
    _check_scopes(held, given)
    if until < clock.today() or until - clock.today() > LONGEST:
        raise Refused("到期日要在今天以后、一年以内。到期前重新发一个，换上以后再收回旧的。")
    secret = MARK + secrets.token_urlsafe(32)
    token = Token.objects.create(
        system=held,
        name=name,
        prefix=secret[:SHOWN],
        digest=digest_of(secret),
        scopes=given,
        created_at=clock.now(),
        created_by_id=actor.person_id,
        expires_at=datetime.combine(until + timedelta(days=1), time(), clock.ZONE),
    )
    words = "、".join(given)
    journal.write(
        actor,
        "system.token_made",
        held,
        system=held.name,
        prefix=token.prefix,
        scopes=words,
        expires=cn_date(until),
    )
    return token, secret


def _check_scopes(system: System, scopes: list[str]) -> None:
    if not scopes:
        raise Refused("请至少选一项可以做的事。")
    role = system.grant.role
    for key in scopes:
        if not any(may(role, verb) for verb in SCOPES[key].verbs):
            raise Refused(
                f"“{ROLES[role].label}”没有“{SCOPES[key].label}”的权限，令牌给了也用不上。请去掉这一项。"
            )


def digest_of(secret: str) -> str:
    """The keyed hash by which a token is found."""
    return digest(f"token:{secret}")


@transaction.atomic
def revoke(actor: Actor, token: Token) -> None:
    """Takes a token back: the next request with it is refused. Done again it changes nothing."""
    require(actor, "people.manage")
    held = (
        Token.objects.select_for_update(no_key=True, of=("self",)).select_related("system").get(pk=token.pk)
    )
    if held.revoked_at:
        return
    held.revoked_at = clock.now()
    held.save(update_fields=["revoked_at"])
    journal.write(actor, "system.token_revoked", held.system, system=held.system.name, prefix=held.prefix)


@transaction.atomic
def end_system(actor: Actor, system: System) -> int:
    """Ends the system's post and all its tokens; returns how many tokens that were. What it did stays under its name."""
    require(actor, "people.manage")
    held = _locked(system)
    now = clock.now()
    count = Token.objects.filter(system=held, revoked_at=None).update(revoked_at=now)
    accounts.end_grant(actor, held.grant)
    Person.objects.filter(pk=held.person_id).update(left_on=clock.today())
    held.ended_at = now
    held.save(update_fields=["ended_at"])
    journal.write(actor, "system.ended", held, system=held.name, count=count)
    return count


def _locked(system: System) -> System:
    rows = System.objects.select_for_update(no_key=True, of=("self",)).select_related("grant__person")
    held = rows.get(pk=system.pk)
    if held.ended_at:
        raise Refused(f"“{held.name}”已经停用。要重新接入，请另外登记。")
    return held
