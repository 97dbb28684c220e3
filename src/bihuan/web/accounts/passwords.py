"""Password rules beyond Django's own."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError

from bihuan.web.areas.models import Area


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


# What everybody in such an office would try first, beside the names of county, unit and person.
LOCAL_WORDS = ("bihuan", "fupin", "xiangcun", "zhenxing", "tuopin", "bangfu", "mima", "password", "admin")
LEFT_OVER = 6


class LocalWordsValidator:
    """Without the words of this place (county, unit, own name, product, office) at least six letters or figures must be left."""

    def validate(self, password: str, user: Any = None) -> None:
        left = password.lower()
        for word in sorted(_words_of(user), key=len, reverse=True):
            left = left.replace(word, "")
        if left != password.lower() and sum(c.isalnum() for c in left) < LEFT_OVER:
            raise ValidationError(
                "密码里大半是别人猜得到的词（县名、单位、姓名、“帮扶”一类），请加几位没有规律的字母和数字。",
                code="local_words",
            )

    def get_help_text(self) -> str:
        return "不要用县名、单位名、自己姓名的拼音凑成密码。"


def _words_of(user: Any) -> set[str]:
    """Lower-case words without blanks, three letters or longer: fixed ones, the county's, the unit's and the person's."""
    person = getattr(user, "person", None)
    spelled = [person.pinyin, person.unit.pinyin] if person else []
    county = Area.objects.filter(code=settings.COUNTY_CODE * 10**6).values_list("pinyin", flat=True).first()
    names = [*spelled, county or ""]
    return {
        *LOCAL_WORDS,
        *(word for name in names for word in (name.replace(" ", ""), *_shorter(name)) if len(word) > 2),
    }


def _shorter(spelled: str) -> list[str]:
    """`yun xi xian` -> `yunxi`: a place without the word for its kind."""
    syllables = spelled.split()
    return ["".join(syllables[:-1])] if len(syllables) > 2 else []
