"""Texts as office files can hold them."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bihuan.documents.texts import writable


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("第一行\x0b第二行", "第一行\n第二行"),
        ("12户\x01管道\x1b老化\ufffe\uffff", "12户管道老化"),
        ("𠮷祥村\t\n", "𠮷祥村\t\n"),
    ],
)
def test_written(said: str, written: str) -> None:
    assert writable(said) == written


@given(st.text())
def test_whatever_is_said_can_be_written_as_xml(said: str) -> None:
    root = ElementTree.Element("x")
    root.text = writable(said)
    assert ElementTree.fromstring(ElementTree.tostring(root, encoding="unicode")).tag == "x"
