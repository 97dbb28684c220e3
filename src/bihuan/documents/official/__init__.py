"""The layout of official papers (GB/T 9704-2012), as one set of styles that every paper of ours is written in."""

from bihuan.documents.official.page import flat_paper, paper
from bihuan.documents.official.signing import sign, undersigned
from bihuan.documents.official.title import shaped
from bihuan.documents.official.words import day, month, ordinal

__all__ = ["day", "flat_paper", "month", "ordinal", "paper", "shaped", "sign", "undersigned"]
