from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.hashers import make_password

from tests.web.accounts.kit import owner
from tests.web.shared import clean_db, module_db
from tests.world import PASSWORD

__all__ = ["clean_db", "module_db", "quick"]


@pytest.fixture
def quick(clean_db: str, settings: Any) -> str:
    """The small county with passwords that are checked in no time."""
    settings.PASSWORD_HASHERS = [
        "django.contrib.auth.hashers.MD5PasswordHasher",
        "django.contrib.auth.hashers.PBKDF2PasswordHasher",
    ]
    owner("update accounts_account set password = %s", make_password(PASSWORD))
    return clean_db
