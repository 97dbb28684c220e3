"""A reader's own saved filters of the lists."""

from __future__ import annotations

from django.db import models

from bihuan.web.access.models import IdentityModel


class OwnFilter(IdentityModel):
    """The query of a list under a name; its owner alone reads it. At most one a person is the default."""

    person = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")
    name = models.CharField("名称", max_length=20)
    query = models.CharField(max_length=1000)
    default = models.BooleanField("打开清单就用它", default=False)
    at = models.DateTimeField()

    class Meta:
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(fields=["person", "name"], name="own_filter_name_once"),
            models.UniqueConstraint(
                fields=["person"], condition=models.Q(default=True), name="own_filter_one_default"
            ),
        ]

    class Access:
        own = "person_id"
        delete = True
