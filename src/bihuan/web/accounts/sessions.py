"""Database sessions under row security: a connection sees only the session whose key it holds."""

from __future__ import annotations

from typing import Any

from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.db import connection, transaction


class SessionStore(DatabaseStore):
    """As Django's, but names the key to the database (`app.session`) before each statement."""

    def _name(self, key: str | None) -> None:
        with connection.cursor() as cursor:
            cursor.execute("select set_config('app.session', %s, true)", [key or ""])

    @classmethod
    def get_model_class(cls) -> Any:
        from django.contrib.sessions.models import Session

        return Session

    def _get_session_from_db(self) -> Any:
        self._name(self.session_key)
        return super()._get_session_from_db()  # type: ignore[misc]

    def exists(self, session_key: str) -> bool:
        self._name(session_key)
        return super().exists(session_key)

    def save(self, must_create: bool = False) -> None:
        if self.session_key is None:
            self.create()
            return
        with transaction.atomic():
            self._name(self.session_key)
            super().save(must_create=must_create)

    def delete(self, session_key: str | None = None) -> None:
        self._name(session_key or self.session_key)
        super().delete(session_key)
