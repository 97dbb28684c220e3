"""A template of an office: taken apart and checked before it is kept, filled by docxtpl in the sandbox."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from io import BytesIO
from typing import Any

from docx.opc.exceptions import PackageNotFoundError
from docxtpl import DocxTemplate
from jinja2 import TemplateSyntaxError, UndefinedError
from jinja2.sandbox import SecurityError
from lxml import etree

from bihuan.documents.papers.faults import BadTemplate
from bihuan.documents.papers.kinds import Kind
from bihuan.documents.papers.sandbox import Reader, Sandbox

OPENED_MOST, PART_MOST = 30 * 2**20, 6 * 2**20
_BROKEN = "模板打不开，可能没有传完，或不是 Word（.docx）文件。请用 Word 或 WPS 另存为 .docx 再传。"
_FIELDS = ("PAGE", "NUMPAGES", "SECTIONPAGES", "PAGEREF", "REF", "STYLEREF", "SEQ", "TOC", "HYPERLINK")
_TAG = re.compile(r"\{[{%#]")
_RAW_RUN = re.compile(r"\{\{r\s|\{%-?\s*r\s")
_MARKS = re.compile(r"<[^>]+>")


def check(kind: Kind, data: bytes) -> None:
    """BadTemplate with every fault: not a plain .docx, something that acts by itself, an unknown field with its place."""
    faults = list(_package(data))
    if not faults:
        faults = list(dict.fromkeys(_words(kind, data)))
    if faults:
        raise BadTemplate(faults)


def fill(kind: Kind, data: bytes, context: dict[str, Any]) -> Any:
    """The document with the context's words; BadTemplate where the template asks for more than the kind has."""
    check(kind, data)
    template = DocxTemplate(BytesIO(data))
    try:
        template.render(context, jinja_env=Sandbox(), autoescape=True)
    except (SecurityError, UndefinedError) as refused:
        raise BadTemplate([f"模板里有不能用的写法：{refused}"]) from refused
    return template.docx


def _package(data: bytes) -> Iterator[str]:
    """What a template may not carry: programs, objects, links that load something, fields that read files."""
    try:
        archive = zipfile.ZipFile(BytesIO(data))
        parts = {part.filename: part for part in archive.infolist()}
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        yield _BROKEN
        return
    if "word/document.xml" not in parts:
        yield _BROKEN
        return
    large = max((p.file_size for n, p in parts.items() if n.endswith(".xml")), default=0)
    if large > PART_MOST or sum(p.file_size for p in parts.values()) > OPENED_MOST:
        yield "模板展开后大得不正常。请删去图片和无关的内容，另存后再传。"
        return
    names = "\n".join(parts).lower()
    if any(word in names for word in ("vbaproject", "activex", "embeddings/", "afchunk", "oleobject")):
        yield "模板里有宏、控件或嵌入的对象。请删去，另存为普通的 .docx 再传。"
    yield from _acting(archive, list(parts))


def _acting(archive: zipfile.ZipFile, names: list[str]) -> Iterator[str]:
    for name in names:
        if name.endswith(".rels"):
            yield from _links(archive.read(name))
        elif name.endswith(".xml") and name.startswith("word/"):
            yield from _field_codes(archive.read(name))


def _tree(data: bytes) -> Any:
    """The part as XML; None when it is none. No entity is resolved and nothing is fetched."""
    try:
        return etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError:
        return None


def _links(data: bytes) -> Iterator[str]:
    tree = _tree(data)
    if tree is None:
        yield _BROKEN
        return
    for link in tree.iter("{*}Relationship"):
        if link.get("TargetMode") == "External" and not str(link.get("Type")).endswith("/hyperlink"):
            yield "模板引用了外部的文件或图片，打开时会去取。请把它们删去，或粘贴进来。"


def _field_codes(data: bytes) -> Iterator[str]:
    """Fields of Word: page numbers and references stay; what reads files or runs something is refused."""
    tree = _tree(data)
    if tree is None:
        yield _BROKEN
        return
    space = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
    for line in tree.iter(f"{space}p"):
        codes = "".join(part.text or "" for part in line.iter(f"{space}instrText"))
        simple = [part.get(f"{space}instr") or "" for part in line.iter(f"{space}fldSimple")]
        for code in (codes, *simple):
            first = code.split()[0].upper() if code.split() else "PAGE"
            if first not in _FIELDS or re.search(r"\b(DDE|INCLUDE|LINK\b|IMPORT|MACRO)", code.upper()):
                yield f"模板里有不能用的域“{first[:20]}”。只能用页码、目录和引用。"


def _words(kind: Kind, data: bytes) -> Iterator[str]:
    """Every tag of the parts that are filled, against the declaration; none anywhere else."""
    template: Any = DocxTemplate(BytesIO(data))
    try:
        template.init_docx()
    except (PackageNotFoundError, KeyError, ValueError, AttributeError, etree.XMLSyntaxError):
        yield _BROKEN
        return
    main = template.docx.part
    filled = {main.partname: ("正文", main)}
    for where, uri in (("页眉", template.HEADER_URI), ("页脚", template.FOOTER_URI)):
        filled |= {p.partname: (where, p) for _, p in template.get_headers_footers(uri)}
    for part in main.package.iter_parts():
        if part.partname not in filled and _TAG.search(_text(part.blob)):
            yield "脚注、批注和文档属性里不能写字段，请移到正文里。"
    yield from _part(kind, template, template.get_xml(), "正文")
    for where, part in filled.values():
        if part is not main:
            yield from _part(kind, template, template.get_part_xml(part), where)


def _text(data: bytes) -> str:
    """The words of a part that is XML."""
    tree = (
        _tree(data) if data.lstrip().startswith((b"<", b"\xef\xbb\xbf<", b"\xff\xfe", b"\xfe\xff")) else None
    )
    return "" if tree is None else "".join(str(t) for t in tree.itertext())


def _part(kind: Kind, template: Any, xml: str, where: str) -> Iterator[str]:
    lines = re.sub(r"<w:p([ >])", r"\n<w:p\1", template.patch_xml(xml))
    if _RAW_RUN.search(_MARKS.sub("", xml)):
        yield f"{where}：不能用 {{{{r 或 {{%r 的写法，请写成 {{{{ 字段 }}}}"
        return
    try:
        tree = Sandbox().parse(lines)
    except TemplateSyntaxError as broken:
        yield f"{where}：{_near(lines, broken.lineno)}写得不完整，检查花括号和 endfor、endif 是否成对"
        return
    for line, fault in Reader(kind).faults(tree):
        yield f"{where}：{_near(lines, line)}{fault}"


def _near(lines: str, number: int) -> str:
    """The words of the paragraph the line belongs to, for people to find it."""
    shown = lines.split("\n")
    words = _MARKS.sub("", shown[number - 1]).strip() if 0 < number <= len(shown) else ""
    return f"“{words[:40]}”处，" if words else ""
