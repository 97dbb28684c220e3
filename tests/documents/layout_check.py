"""Opens a produced .docx and says where it departs from GB/T 9704-2012; knows the standard's figures by itself."""

from __future__ import annotations

import re
import zipfile
from io import BytesIO
from typing import Any

from docx import Document
from docx.oxml.ns import qn
from lxml import etree

FONTS = {
    "公文标题": ("方正小标宋简体", 22),
    "主送": ("仿宋", 16),
    "公文正文": ("仿宋", 16),
    "一级标题": ("黑体", 16),
    "二级标题": ("楷体", 16),
    "三级标题": ("仿宋", 16),
    "四级标题": ("仿宋", 16),
    "附件说明": ("仿宋", 16),
    "署名": ("仿宋", 16),
    "成文日期": ("仿宋", 16),
}
INDENTED = ("公文正文", "一级标题", "二级标题", "三级标题", "四级标题", "附件说明")
W = {"w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main"}
TWIPS = 1440 / 25.4


def faults(data: bytes, *, flat: bool = False) -> list[str]:
    """What departs from the standard, in Chinese, empty when nothing does."""
    document: Any = Document(BytesIO(data))
    found = _page(document, flat) + _styles(document) + _words(document)
    return found + _numbers(data, flat) + _fonts_named(data)


def _near(value: float, wanted: float, by: float = 0.3) -> bool:
    return abs(value - wanted) <= by


def _page(document: Any, flat: bool) -> list[str]:
    page, found = document.sections[0], []
    measures = {
        "纸宽": (page.page_width.mm, 297 if flat else 210),
        "纸高": (page.page_height.mm, 210 if flat else 297),
        "上边距": (page.top_margin.mm, 28 if flat else 37),
        "左边距": (page.left_margin.mm, 35 if flat else 28),
        "版心宽": (
            page.page_width.mm - page.left_margin.mm - page.right_margin.mm,
            225 if flat else 156,
        ),
        "版心高": (
            page.page_height.mm - page.top_margin.mm - page.bottom_margin.mm,
            156 if flat else 225,
        ),
    }
    found += [
        f"{name} {is_:.1f} ≠ {wanted}" for name, (is_, wanted) in measures.items() if not _near(is_, wanted)
    ]
    if flat:
        return found
    grid = page._sectPr.find(qn("w:docGrid"))
    if grid is None or grid.get(qn("w:type")) != "linesAndChars":
        return [*found, "没有文档网格"]
    lines = 225 * TWIPS / int(grid.get(qn("w:linePitch")))
    letters = 156 / 25.4 * 72 / (16 + int(grid.get(qn("w:charSpace"))) / 4096)
    found += [f"每页 {lines:.2f} 行"] if int(lines) != 22 else []
    found += [f"每行 {letters:.2f} 字"] if int(letters) != 28 else []
    below = page.bottom_margin.mm - page.footer_distance.mm - 14 / 72 * 25.4
    return found + ([] if _near(below, 7) else [f"页码在版心下 {below:.1f} 毫米"])


def _styles(document: Any) -> list[str]:
    found = []
    for name, (font, size) in FONTS.items():
        style = document.styles[name]
        east = style.element.rPr.find(qn("w:rFonts")).get(qn("w:eastAsia"))
        if (east, style.font.size.pt) != (font, size):
            found.append(f"{name}是 {east} {style.font.size.pt}")
        line = style.paragraph_format.line_spacing
        if name != "公文标题" and not (28 <= line.pt <= 29):
            found.append(f"{name}行距 {line.pt}")
        closer = style.element.rPr.find(qn("w:spacing"))
        fit = 156 / 25.4 * 72 / (size + (0 if closer is None else int(closer.get(qn("w:val"))) / 20))
        found += [f"{name}每行 {fit:.2f} 字"] if size == 16 and int(fit) != 28 else []
        chars = style.element.pPr.find(qn("w:ind"))
        chars = None if chars is None else chars.get(qn("w:firstLineChars"))
        if (chars == "200") != (name in INDENTED):
            found.append(f"{name}首行缩进 {chars}")
    if document.styles["公文标题"].element.pPr.find(qn("w:jc")).get(qn("w:val")) != "center":
        found.append("标题没有居中")
    return found


def _words(document: Any) -> list[str]:
    """Each line of the title fits, the date has no leading zeros and stands in from the edge, fonts are set nowhere else."""
    found = []
    for line in document.paragraphs:
        name, text = line.style.name, line.text
        if name == "公文标题":
            found += [f"标题行太长：{part}" for part in text.split("\n") if len(part) > 20]
        if name == "主送" and not text.endswith("："):
            found.append("主送机关后没有全角冒号")
        if name == "成文日期" and not re.fullmatch(r"[1-9]\d{3}年[1-9]\d?月[1-9]\d?日", text):
            found.append(f"成文日期：{text}")
        if name == "成文日期":
            found += [] if _right(line) >= 4 else [f"成文日期右空 {_right(line)} 字"]
        if name == "附件说明" and text.endswith("。"):
            found.append("附件名称后有句号")
    return found


def _right(line: Any) -> float:
    for properties in (line._p.pPr, line.style.element.pPr):
        indent = None if properties is None else properties.find(qn("w:ind"))
        if indent is not None and indent.get(qn("w:rightChars")):
            return int(indent.get(qn("w:rightChars"))) / 100
    return 0.0


def _numbers(data: bytes, flat: bool) -> list[str]:
    """— PAGE — as a field in Song of 14 pt, once for odd and once for even pages."""
    archive = zipfile.ZipFile(BytesIO(data))
    parts = [n for n in archive.namelist() if re.fullmatch(r"word/(header|footer)\d*\.xml", n)]
    numbered = [etree.fromstring(archive.read(n)) for n in parts]
    numbered = [tree for tree in numbered if tree.xpath("//w:instrText[contains(., 'PAGE')]", namespaces=W)]
    found = [] if len(numbered) == 2 else [f"有页码的页眉页脚是 {len(numbered)} 个"]
    settings = archive.read("word/settings.xml").decode()
    found += [] if "w:evenAndOddHeaders" in settings else ["没有分奇偶页"]
    sides = set()
    for tree in numbered:
        line = tree.xpath("//w:p[.//w:instrText]", namespaces=W)[-1]
        sides.add(str(line.xpath("string(./w:pPr/w:jc/@w:val)", namespaces=W)))
        fonts = {str(f) for f in line.xpath("./w:r/w:rPr/w:rFonts/@w:eastAsia", namespaces=W)}
        sizes = {str(f) for f in line.xpath("./w:r/w:rPr/w:sz/@w:val", namespaces=W)}
        found += [] if (fonts, sizes) == ({"宋体"}, {"28"}) else [f"页码是 {fonts} {sizes}"]
        words = "".join(str(t) for t in line.xpath("./w:r/w:t/text()", namespaces=W))
        found += [] if words == "— 1 —" else [f"页码写作 {words}"]
        turned = bool(tree.xpath("//*[local-name()='bodyPr'][@vert='vert']"))
        found += [] if turned == flat else ["横放的页面页码没有随纸转向" if flat else "竖放的页面页码转了向"]
    return found + ([] if sides == {"left", "right"} else [f"页码靠 {sides}"])


def _fonts_named(data: bytes) -> list[str]:
    """No style leaves its East-Asian font to a theme."""
    tree = etree.fromstring(zipfile.ZipFile(BytesIO(data)).read("word/styles.xml"))
    used = ("公文", "标题", "表", "署名", "成文", "附件", "主送", "发文")
    found = []
    for style in tree.xpath("//w:style[@w:customStyle='1']", namespaces=W):
        name = str(style.xpath("string(./w:name/@w:val)", namespaces=W))
        themed = style.xpath(".//w:rFonts/@w:eastAsiaTheme", namespaces=W)
        named = style.xpath(".//w:rFonts/@w:eastAsia", namespaces=W)
        if any(word in name for word in used) and (themed or not named):
            found.append(f"样式“{name}”没有写明中文字体")
    return found
