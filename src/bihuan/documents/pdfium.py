"""PDFium, which reads and writes PDF, is one library for the whole process and knows no threads: whoever calls it holds the lock."""

from __future__ import annotations

import threading
from pathlib import Path

import pypdfium2

LOCK = threading.Lock()


def sheet_of(picture: Path, target: Path) -> None:
    """Writes a PDF of one page that is the JPEG, its bytes as they are and never decoded; a point a pixel. OSError where it is no JPEG."""
    with LOCK, picture.open("rb") as content:
        document = pypdfium2.PdfDocument.new()
        try:
            image = pypdfium2.PdfImage.new(document)
            image.load_jpeg(content, inline=True)
            size = image.get_px_size()
            if not all(size):
                raise OSError(f"{picture.name}: not a JPEG")
            image.set_matrix(pypdfium2.PdfMatrix().scale(*size))
            page = document.new_page(*size)
            page.insert_obj(image)
            page.gen_content()
            document.save(target)
        except pypdfium2.PdfiumError as broken:
            raise OSError(f"{picture.name}: not a JPEG") from broken
        finally:
            document.close()
