"""The examples of docs/guide/interface.md run as they stand, with curl against a server."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests import signed
from tests.browser import Live
from tests.web.interfaces.callers import caller
from tests.web.problems.steps import photo

GUIDE = Path(__file__).parents[3] / "docs" / "guide" / "interface.md"


def examples() -> list[str]:
    """The commands of the page, in order."""
    return re.findall(r"```sh\n(.*?)```", GUIDE.read_text(), flags=re.DOTALL)


def run(command: str, values: dict[str, str]) -> str:
    """What the command prints, with the values in place of the page's words."""
    for name, value in values.items():
        command = command.replace(f"${name}", value)
    return subprocess.run(
        ["sh", "-c", command], check=True, capture_output=True, text=True, timeout=60
    ).stdout


@pytest.mark.skipif(shutil.which("curl") is None, reason="no curl here")
def test_the_examples_do_what_the_page_says(live: Live, tmp_path: Path) -> None:
    system = caller(signed.acting, "12345热线", "县帮扶办", "office")
    (tmp_path / "水.jpg").write_bytes(photo().read())
    values = {
        "地址": live.url, "令牌": system.secret, "照片": str(tmp_path / "水.jpg"),
        "编号": "guide-key-1", "又一个编号": "guide-key-2", "第三个编号": "guide-key-3",
    }  # fmt: skip
    read, raised, shown, stepped, proved, told, held = examples()
    assert json.loads(run(read, values)) == {"data": [], "next_cursor": None}
    made = json.loads(run(raised, values))
    values["问题"] = str(made["id"])
    assert made["found_by"] if "found_by" in made else made["source"] == "complaint"
    head = run(shown, values)
    values["版本"] = re.search(r'(?i)^etag: ("\d+")', head, flags=re.MULTILINE)[1].replace('"', '\\"')  # type: ignore[index]
    after = json.loads(run(stepped, values))
    assert after["target"] == "水质化验合格，两户回访满意"
    values["新版本"] = f'\\"{after["version"]}\\"'
    assert json.loads(run(proved, values))["caption"] == "水龙头"
    codes = [line["code"] for line in json.loads(run(told, values))["data"]]
    assert codes == ["problem.raised", "problem.target_set", "problem.evidence_added"]
    assert json.loads(run(held, {**values, "行动": "1"})) == {"data": [], "next_cursor": None}
