"""An evidence pack: what an assessor asks for, as .docx and .pdf with an index, and as .zip with checksums."""

from bihuan.documents.pack.archive import write_archive
from bihuan.documents.pack.model import Chapter, Cover, Piece, Section, Table, Volume, volumes_of
from bihuan.documents.pack.paper import write_docx
from bihuan.documents.pack.print import NoFont, write_pdf

__all__ = [
    "Chapter",
    "Cover",
    "NoFont",
    "Piece",
    "Section",
    "Table",
    "Volume",
    "volumes_of",
    "write_archive",
    "write_docx",
    "write_pdf",
]
