"""People, the posts they hold from a day to a day, and the accounts they sign in with."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.crypto import salted_hmac

from bihuan.web.access.models import IdentityModel
from bihuan.web.access.roles import ROLES
from bihuan.web.accounts.crypto import EncryptedField
from bihuan.web.areas.pinyin import initials, sort_key

# Django's own salt, so that sessions opened before accounts had an epoch stay good.
_SESSION_SALT = "django.contrib.auth.models.AbstractBaseUser.get_session_auth_hash"


class Person(IdentityModel):
    """Somebody who works on the loop. Everybody signed in sees name, unit and post; the phone is encrypted.

    `system` marks what is no human being but another system (see `interfaces`): it has no account, and nobody hands it work.
    """

    name = models.CharField("姓名", max_length=40)
    unit = models.ForeignKey("areas.Unit", models.PROTECT, related_name="people", verbose_name="单位")
    post = models.CharField("职务", max_length=60, blank=True)
    phone = EncryptedField("手机", default=b"", blank=True)
    pinyin = models.CharField(max_length=200, editable=False, db_index=True)
    initials = models.CharField(max_length=60, editable=False)
    left_on = models.DateField("离岗", null=True, blank=True)
    system = models.BooleanField("外部系统", default=False)

    class Meta:
        ordering = ("pinyin",)

    class Access:
        own = "id"
        read_roles = ("*",)
        write_roles = ("administrator",)

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.pinyin, self.initials = sort_key(self.name), initials(self.name)
        super().save(*args, **kwargs)

    def __str__(self) -> str:
        return self.name

    @property
    def account_id_or_none(self) -> int | None:
        account = getattr(self, "account", None)
        return account.pk if account else None


class Grant(IdentityModel):
    """A post: this person has this role for this unit (and these villages) from a day to a day."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="grants", verbose_name="人员")
    role = models.CharField("角色", max_length=20, choices=[(r.key, r.label) for r in ROLES.values()])
    unit = models.ForeignKey("areas.Unit", models.PROTECT, related_name="grants", verbose_name="单位")
    area_codes = ArrayField(models.BigIntegerField(), default=list, blank=True, verbose_name="所联系的村")
    valid_from = models.DateField("起")
    valid_to = models.DateField("止", null=True, blank=True)

    class Meta:
        ordering = ("valid_from", "id")

    class Access:
        own = "person_id"
        read_roles = ("administrator",)
        write_roles = ("administrator",)
        own_writes = False

    def holds_on(self, day: date) -> bool:
        """Whether the post is held on `day`; a limited role (assessor) needs an end."""
        role = ROLES.get(self.role)
        if role is None or (role.limited and self.valid_to is None):
            return False
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)

    @property
    def role_label(self) -> str:
        return ROLES[self.role].label


class AccountManager(BaseUserManager["Account"]):
    """Makes accounts with a hashed password."""

    def create_user(self, username: str, password: str, person: Person, **extra: Any) -> Account:
        account = self.model(username=username, person=person, **extra)
        account.set_password(password)
        account.save(using=self._db)
        return account


class Account(AbstractBaseUser, IdentityModel):
    """Sign-in of one person. `demo` accounts work only from a loopback address."""

    username = models.CharField("账号", max_length=60, unique=True)
    person = models.OneToOneField(Person, models.PROTECT, related_name="account")
    is_active = models.BooleanField("启用", default=True)
    must_change = models.BooleanField("下次登录改密码", default=False)
    demo = models.BooleanField("演示账号", default=False)
    epoch = models.PositiveIntegerField(default=0, editable=False)

    # All posts of the person, ended ones included, where the account was read with them (`posts.entered`).
    given: list[Grant] | None = None

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects = AccountManager()

    class Access:
        own = "person_id"
        read_roles = ("administrator",)
        write_roles = ("administrator",)
        account = "id"

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """Of the password and the epoch: raising the epoch ends every session there is, without a new password."""
        said = f"{self.password}{self.epoch or ''}"
        return salted_hmac(_SESSION_SALT, said, secret=secret, algorithm="sha256").hexdigest()
