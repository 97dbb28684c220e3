"""Changes to people, posts and accounts. The administrator makes them; each writes a line."""

from __future__ import annotations

import secrets
import string
from datetime import date, timedelta

from django.db import IntegrityError, transaction

from bihuan.web import journal
from bihuan.web.access import require
from bihuan.web.access.models import HouseholdGrant
from bihuan.web.access.refusal import Refused
from bihuan.web.access.roles import ROLES
from bihuan.web.access.scope import Actor, fetch_one
from bihuan.web.accounts import handover
from bihuan.web.accounts.models import Account, Grant, Person
from bihuan.web.areas.models import Unit
from bihuan.web.config import clock

_ALPHABET = string.ascii_lowercase.replace("l", "").replace("o", "") + "23456789"


def add_person(
    actor: Actor, name: str, unit: Unit, role: str, username: str, post: str = "", phone: str = ""
) -> tuple[Person, str]:
    """Returns the new person and the first password, shown once; Refused when the account name is taken."""
    require(actor, "people.manage")
    password = first_password()
    person = Person.objects.create(name=name, unit=unit, post=post, phone=phone)
    try:
        with transaction.atomic():
            Account.objects.create_user(username, password, person, must_change=True)
    except IntegrityError as taken:
        raise Refused(f"账号 {username} 已经有人用了，请换一个，例如 {username}2。") from taken
    grant(actor, person, role, unit, clock.today())
    return person, password


def first_password() -> str:
    """Twelve characters nobody confuses, at least one figure."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(11)) + secrets.choice("23456789")


def grant(
    actor: Actor,
    person: Person,
    role: str,
    unit: Unit,
    valid_from: date,
    valid_to: date | None = None,
    area_codes: list[int] | None = None,
) -> Grant:
    """Gives the person a post; Refused for an assessor without an end."""
    require(actor, "people.manage")
    if person.pk == actor.person_id:
        raise Refused("不能给自己授予岗位，请让另一位系统管理员办。")
    if ROLES[role].limited and valid_to is None:
        raise Refused(
            f"“{ROLES[role].label}”只能限期授予。请先用别的角色登记人员，再在本人页面授予并填截止日期。"
        )
    given = Grant.objects.create(
        person=person,
        role=role,
        unit=unit,
        valid_from=valid_from,
        valid_to=valid_to,
        area_codes=area_codes or [],
    )
    journal.write(actor, "people.granted", person, name=person.name, role=given.role_label)
    return given


def end_grant(actor: Actor, given: Grant) -> None:
    """Ends a post as of yesterday: today it holds no more."""
    require(actor, "people.manage")
    given.valid_to = clock.today() - timedelta(days=1)
    given.save(update_fields=["valid_to"])
    journal.write(actor, "people.revoked", given.person, name=given.person.name, role=given.role_label)


def reset_password(actor: Actor, person: Person) -> str:
    """Returns a new first password, shown once; the person must change it at the next sign-in."""
    require(actor, "people.manage")
    password = first_password()
    account = Account.objects.get(person=person)
    account.set_password(password)
    account.must_change = True
    account.save(update_fields=["password", "must_change"])
    journal.write(actor, "people.password_reset", person, name=person.name)
    return password


FIRST_PASSWORDS = 50


def first_passwords(actor: Actor, people: list[Person]) -> list[tuple[Person, str]]:
    """Returns each person with a new first password; Refused for none, too many, or somebody without an open account."""
    require(actor, "people.manage")
    if not people:
        raise Refused("还没有勾选人员。请先勾选要发初始密码的人。")
    if len(people) > FIRST_PASSWORDS:
        raise Refused(f"一次最多给 {FIRST_PASSWORDS} 人发初始密码，现在勾选了 {len(people)} 人，请分几次办。")
    without = [p.name for p in people if not Account.objects.filter(person=p, is_active=True).exists()]
    if without:
        raise Refused(f"这些人没有在用的账号：{'、'.join(without[:10])}。请去掉他们再办。")
    return [(person, reset_password(actor, person)) for person in people]


def reset_second_factor(actor: Actor, person: Person) -> int:
    """Forgets the person's phones (lost, or another one now) and returns how many; the next sign-in sets a new one up."""
    require(actor, "people.manage")
    if person.pk == actor.person_id:
        raise Refused("不能重置自己的验证器，请让另一位系统管理员办。")
    count = int(fetch_one("select door_forget_phones(%s)", [person.pk])[0])  # type: ignore[index]
    journal.write(actor, "people.phone_forgotten", person, name=person.name, count=count)
    return count


def change_password(actor: Actor, account: Account, new: str) -> None:
    """Sets the reader's own new password."""
    account.set_password(new)
    account.must_change = False
    account.save(update_fields=["password", "must_change"])
    journal.write(actor, "people.password_changed", account.person)


def sign_out_elsewhere(actor: Actor, account: Account) -> None:
    """Ends every session of the reader's own account; the caller renews the one at hand."""
    _end_sessions(account)
    journal.write(actor, "signin.elsewhere_out", account.person)


def sign_out_person(actor: Actor, person: Person) -> None:
    """Ends every session of somebody (a lost phone, a strange sign-in) without touching the password; Refused without an account."""
    require(actor, "people.manage")
    account = Account.objects.filter(person=person).first()
    if account is None:
        raise Refused(f"{person.name} 没有账号，没有可以退出的登录。")
    _end_sessions(account)
    journal.write(actor, "people.signed_out", person, name=person.name)


def _end_sessions(account: Account) -> None:
    account.epoch += 1
    account.save(update_fields=["epoch"])


def hand_over(actor: Actor, leaver: Person, successor: Person) -> int:
    """Ends all posts and the account of the leaver and passes the work on, in one action; returns how many pieces it was."""
    require(actor, "people.manage")
    if leaver.pk == successor.pk or successor.left_on:
        raise Refused("工作只能交接给另一位在岗的同志。")
    if leaver.pk == actor.person_id:
        raise Refused("不能给自己办离岗，请让另一位系统管理员办。")
    count = handover.pass_on(leaver.pk, successor.pk) + _pass_households(leaver, successor)
    for given in Grant.objects.filter(person=leaver, valid_to=None) | Grant.objects.filter(
        person=leaver, valid_to__gte=clock.today()
    ):
        end_grant(actor, given)
    Account.objects.filter(person=leaver).update(is_active=False)
    leaver.left_on = clock.today()
    leaver.save(update_fields=["left_on"])
    Unit.objects.filter(contact=leaver).update(contact=successor)
    journal.write(
        actor,
        "people.handed_over",
        leaver,
        leaver=leaver.name,
        successor=successor.name,
        successor_id=successor.pk,
        count=count,
    )
    return count


def _pass_households(leaver: Person, successor: Person) -> int:
    """Ends the leaver's household grants as of yesterday and gives the successor the same from today."""
    today = clock.today()
    held = HouseholdGrant.objects.filter(person=leaver).exclude(valid_to__lt=today)
    own = set(
        HouseholdGrant.objects.filter(person=successor)
        .exclude(valid_to__lt=today)
        .values_list("household_id", flat=True)
    )
    rows = list(held)
    HouseholdGrant.objects.bulk_create(
        HouseholdGrant(
            person=successor,
            household_id=row.household_id,
            kind=row.kind,
            valid_from=today,
            valid_to=row.valid_to,
        )
        for row in rows
        if row.household_id not in own
    )
    held.update(valid_to=today - timedelta(days=1))
    return len(rows)
