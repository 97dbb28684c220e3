"""Photos and papers behind an answer."""

from __future__ import annotations

from typing import BinaryIO

from bihuan.web.access import Refused
from bihuan.web.access.scope import Actor
from bihuan.web.campaigns.models import AnswerFile
from bihuan.web.campaigns.services.answers.base import locked, write
from bihuan.web.config import clock
from bihuan.web.problems import files

FILES_MOST = 20


def attach(actor: Actor, answer_id: int, file: BinaryIO, name: str) -> AnswerFile:
    """Stores a file with the answer; the same bytes twice are one. Refused says why a file is not taken."""
    answer = locked(actor, [answer_id])[0]
    if answer.files.count() >= FILES_MOST:
        raise Refused(f"一份答复最多附 {FILES_MOST} 份材料，已经满了。")
    kept = files.taken(file, name)
    held = answer.files.filter(sha256=kept.sha256).first()
    if held is not None:
        return held
    made = AnswerFile.objects.create(
        answer=answer, sha256=kept.sha256, name=kept.name, size=kept.size, media_type=kept.media_type,
        thumbnail=kept.thumbnail, by_id=actor.person_id, at=clock.now(),
    )  # fmt: skip
    write(actor, [answer], "answer.file_added", name=made.name)
    return made
