"""Forms already taken in, so that one sent twice has one effect."""

from __future__ import annotations

from django.db import models

from bihuan.web.access.models import IdentityModel


class Once(IdentityModel):
    """A form's key, used up by the person who sent it."""

    person_id = models.BigIntegerField()
    key = models.UUIDField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person_id", "key"], name="once_a_person")]

    class Access:
        own = "person_id"
