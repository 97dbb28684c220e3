"""Every line has a code, and every code a Chinese sentence registered by the app that writes it."""

from __future__ import annotations

_TEXTS: dict[str, str] = {}


def register(code: str, text: str) -> None:
    """Registers the sentence of a code; `{name}` takes a value of the line's data. ValueError if it says something else already."""
    if _TEXTS.setdefault(code, text) != text:
        raise ValueError(f"经过记录的代码 {code} 已经登记为“{_TEXTS[code]}”，不能再登记为“{text}”。")


def known(code: str) -> bool:
    """Whether the code is registered."""
    return code in _TEXTS


def text(code: str, data: dict[str, object]) -> str:
    """The sentence with the line's values; a value the line lacks shows as a dash."""
    return _TEXTS.get(code, code).format_map(_Dashes(data))


def all_codes() -> dict[str, str]:
    """code -> sentence, for the docs."""
    return dict(sorted(_TEXTS.items()))


class _Dashes(dict[str, object]):
    def __missing__(self, key: str) -> str:
        return "—"
