"""Kinds of values in JSON that pydantic has no word for."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Any

from ninja import Schema
from pydantic import ConfigDict, Field
from pydantic_core import core_schema

BIGGEST = 2**63 - 1

Id = Annotated[int, Field(ge=1, le=BIGGEST)]


class OneOf:
    """One of a fixed list of words, as `Annotated[str, OneOf(words)]`."""

    def __init__(self, words: Iterable[Any]) -> None:
        self.words = [str(word) for word in words]

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> Any:
        return core_schema.literal_schema(self.words)


class Strict(Schema):
    """What is sent to us: a name we do not know is refused, not passed over."""

    model_config = ConfigDict(extra="forbid")
