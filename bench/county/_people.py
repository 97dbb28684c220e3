"""The demo's people signed in, without a browser."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.test import Client

# One of each kind of scope.
KINDS = {
    "全县": "zhouguilan",
    "乡镇": "hemin",
    "村": "duanhongmei",
    "部门": "fangwenbin",
    "督查组": "lixiangdong",
}


def sign_in(username: str) -> Client:
    """A client signed in as that person; each request goes through all of the product's middleware."""
    from django.conf import settings
    from django.test import Client

    from bihuan.web.access import scope
    from bihuan.web.access.scope import SYSTEM, Scope
    from bihuan.web.accounts.models import Grant

    settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, "testserver"]
    with scope.acting(SYSTEM):
        post = (
            Grant.objects.select_related("person__account")
            .filter(person__account__username=username)
            .order_by("pk")[0]
        )
    signed = Client()
    with scope.acting(Scope(account_id=post.person.account.pk, person_id=post.person.pk)):
        signed.force_login(post.person.account, backend="bihuan.web.accounts.sign_in.DoorBackend")
    return signed
