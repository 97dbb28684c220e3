"""Where a call comes from."""

from __future__ import annotations

from ipaddress import ip_address

from django.http import HttpRequest

FORWARDING = ("X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-Ip", "Forwarded", "Via")


def is_loopback(request: HttpRequest) -> bool:
    """Whether the caller is on this machine, and not through a proxy that says it forwards somebody else."""
    if any(request.headers.get(name) for name in FORWARDING):
        return False
    try:
        return ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False
