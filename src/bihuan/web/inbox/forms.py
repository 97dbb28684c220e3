"""The one form of the inbox."""

from __future__ import annotations

from typing import Any

from django import forms

from bihuan.web.ui.forms import LookForm


class MailForm(LookForm):
    """An address, and whether to send there."""

    address = forms.EmailField(
        label="邮箱",
        required=False,
        help_text="只有您自己看得到，加密保存。",
        error_messages={"invalid": "邮箱写得不对，请照 zhang@example.com 的样子填。"},
    )
    on = forms.BooleanField(label="每天早上把没看的通知发到这个邮箱，最多一封", required=False)

    def clean(self) -> dict[str, Any]:
        """An address is needed only where mail is wanted."""
        given = super().clean() or {}
        if given.get("on") and not given.get("address") and "address" not in self.errors:
            self.add_error("address", "请填邮箱，或者不勾下面一项。")
        return given
