"""Office packages opened with suspicion: sizes counted while reading, no entities, no macros."""

from __future__ import annotations

import io
import zipfile
import zlib
from typing import TYPE_CHECKING

from lxml import etree

from bihuan.plans.errors import UnreadableDocument

if TYPE_CHECKING:
    from lxml.etree import _Element

MAX_PART = 32 * 1024 * 1024
MAX_PARTS = 5000


class Package:
    """A zip whose parts are read within limits; every trouble is an UnreadableDocument naming the file."""

    def __init__(self, data: bytes, filename: str) -> None:
        self.filename = filename
        try:
            self.zip = zipfile.ZipFile(io.BytesIO(data))
            self.names = set(self.zip.namelist())
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, UnicodeDecodeError) as error:
            raise self.broken() from error
        if len(self.zip.infolist()) > MAX_PARTS:
            raise UnreadableDocument(
                "too-many-parts",
                filename,
                f"文件内部有{len(self.names)}个部分，超过上限{MAX_PARTS}",
                "请用Word或WPS打开后另存为docx再试",
            )
        self._refuse_macros()

    def broken(self) -> UnreadableDocument:
        """Returns the error for a damaged package."""
        return UnreadableDocument(
            "broken", self.filename, "文件损坏或不完整", "请用Word或WPS打开后另存为docx再试"
        )

    def _refuse_macros(self) -> None:
        if any(name.lower().endswith(("vbaproject.bin", "vbadata.xml")) for name in self.names):
            raise UnreadableDocument(
                "macros", self.filename, "文件带有宏程序，为安全起见不读取", "请另存为不带宏的docx再试"
            )

    def read(self, name: str) -> bytes | None:
        """Returns a part's bytes, None where the package has no such part; refuses a part that swells."""
        if name not in self.names:
            return None
        try:
            with self.zip.open(name) as part:
                data = part.read(MAX_PART + 1)
        except (
            zipfile.BadZipFile,
            RuntimeError,
            OSError,
            EOFError,
            NotImplementedError,
            zlib.error,
            ValueError,
        ) as error:
            raise self.broken() from error
        if len(data) > MAX_PART:
            raise UnreadableDocument(
                "swells",
                self.filename,
                f"解压后超过{MAX_PART // 1048576}MB，可能是压缩炸弹或内容过大",
                "请拆分文件或去掉多余内容后再试",
            )
        return data

    def xml(self, name: str) -> _Element | None:
        """Returns a part as a tree; refuses document types, entities and excessive depth."""
        data = self.read(name)
        return None if data is None else self._parse(data)

    def _parse(self, data: bytes) -> _Element:
        parser = etree.XMLParser(
            resolve_entities=False,
            no_network=True,
            huge_tree=False,
            load_dtd=False,
            remove_comments=True,
            remove_pis=True,
        )
        try:
            root = etree.fromstring(data, parser)
        except (etree.XMLSyntaxError, ValueError) as error:
            if "depth" in str(error).lower():
                raise UnreadableDocument(
                    "too-deep", self.filename, "内容嵌套层数过多", "请另存为docx或txt再试"
                ) from error
            raise self.broken() from error
        if root.getroottree().docinfo.doctype:
            raise UnreadableDocument(
                "entities",
                self.filename,
                "文件声明了外部实体，为安全起见不读取",
                "请用Word或WPS打开后另存为docx再试",
            )
        return root
