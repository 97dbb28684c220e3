"""Password rules beyond Django's own."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError


class TwoKindsValidator:
    """Letters and figures (or signs) must both occur."""

    def validate(self, password: str, user: Any = None) -> None:
        kinds = sum(
            (
                any(c.isalpha() for c in password),
                any(c.isdigit() for c in password),
                any(not c.isalnum() for c in password),
            )
        )
        if kinds < 2:
            raise ValidationError("密码要同时有字母和数字（或符号）。", code="one_kind")

    def get_help_text(self) -> str:
        return "至少 10 位，同时有字母和数字（或符号）。"
