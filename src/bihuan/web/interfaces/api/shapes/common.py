"""References and pages, shared by all resources."""

from __future__ import annotations

from typing import Annotated, Any, Generic, TypeVar

from ninja import Schema
from pydantic import BeforeValidator, Field

from bihuan.documents.masking import mask
from bihuan.web.interfaces.api.cursors import LIMIT, LONGEST, MOST

T = TypeVar("T")

Masked = Annotated[str, BeforeValidator(lambda text: mask(text or ""))]


class UnitRef(Schema):
    """A unit."""

    id: int
    name: str = Field(title="简称")

    @staticmethod
    def resolve_name(row: Any) -> str:
        return str(row.short_name)


class PersonRef(Schema):
    """Somebody, by name; nothing else is told of people."""

    id: int
    name: str


class FaultItem(Schema):
    """One value that was refused."""

    detail: str
    code: str
    pointer: str | None = Field(None, description="请求体里的位置（JSON Pointer）")
    parameter: str | None = Field(None, description="查询参数或路径参数的名称")
    header: str | None = Field(None, description="请求头的名称")


class FaultOut(Schema):
    """Problem details (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    next: str = Field(description="接下来怎么办")
    request_id: str
    errors: list[FaultItem] | None = None


class PageIn(Schema):
    """Where in a list, and how much of it."""

    cursor: str | None = Field(None, max_length=LONGEST, description="上一页给的 next_cursor，原样带回")
    limit: int = Field(LIMIT, ge=1, le=MOST, description="一页几条")


class Page(Schema, Generic[T]):
    """One page of a list in the order of its ids."""

    data: list[T]
    next_cursor: str | None = Field(description="还有下一页时给出；没有了是 null")
