"""The antivirus hook: a command that reads the file from its input, or the socket of a clamd. Off unless `BIHUAN_SCANNER` names one."""

from __future__ import annotations

import shlex
import socket
import struct
import subprocess

from django.conf import settings

from bihuan.web.problems.files.unfit import Unfit

SECONDS = 60
_CHUNK = 2**16
_INFECTED = "杀毒程序认为这个文件有问题，没有收下。请先在自己的电脑上查杀，再传干净的文件。"
_SILENT = "杀毒程序没有答复，文件没有收下。请过几分钟再传；一直这样，请告诉系统管理员。"


def scan(data: bytes) -> None:
    """Unfit when the scanner finds something, and also when it cannot tell: a file nobody looked at is not taken."""
    asked = settings.EVIDENCE_SCANNER
    if not asked:
        return
    try:
        clean = _clamd(asked[6:], data) if asked.startswith("clamd:") else _command(asked, data)
    except (OSError, ValueError, subprocess.SubprocessError) as broken:
        raise Unfit(_SILENT) from broken
    if not clean:
        raise Unfit(_INFECTED)


def _command(words: str, data: bytes) -> bool:
    """0 is clean, 1 is infected (as clamdscan and its like answer); anything else is no answer."""
    done = subprocess.run(shlex.split(words), input=data, capture_output=True, timeout=SECONDS, check=False)
    if done.returncode not in (0, 1):
        raise ValueError(f"scanner answered {done.returncode}")
    return done.returncode == 0


def _clamd(place: str, data: bytes) -> bool:
    """INSTREAM of clamd, over a socket file or host:port; its answer ends with OK or FOUND."""
    with _connected(place) as line:
        line.sendall(b"zINSTREAM\0")
        for start in range(0, len(data), _CHUNK):
            part = data[start : start + _CHUNK]
            line.sendall(struct.pack(">I", len(part)) + part)
        line.sendall(struct.pack(">I", 0))
        answer = b""
        while part := line.recv(4096):
            answer += part
    words = answer.rstrip(b"\0\n").decode(errors="replace")
    if not words.endswith(("OK", "FOUND")):
        raise ValueError(f"clamd answered {words[:200]}")
    return words.endswith("OK")


def _connected(place: str) -> socket.socket:
    if place.startswith("/"):
        line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        line.settimeout(SECONDS)
        line.connect(place)
        return line
    host, _, port = place.rpartition(":")
    return socket.create_connection((host, int(port)), timeout=SECONDS)
