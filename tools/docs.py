"""Write the pages that derive from code: `python -m tools.docs`; `--check` only says whether they are up to date."""

from __future__ import annotations

import sys
from pathlib import Path

from bihuan.engine.reading import dictionary
from bihuan.web.access.roles import ROLES, VERBS
from bihuan.web.interfaces import faults
from bihuan.web.interfaces.scopes import SCOPES
from tools import checks

ROOT = Path(__file__).resolve().parents[1]


def main(arguments: list[str]) -> None:
    made = pages()
    stale = [
        path for path, text in made.items() if not path.exists() or path.read_text(encoding="utf-8") != text
    ]
    if "--check" in arguments:
        sys.exit(
            f"这些页面与代码不一致，请运行 make docs：{'、'.join(_shown(path) for path in stale)}"
            if stale
            else 0
        )
    for path in stale:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(made[path], encoding="utf-8")
        print(f"· 已更新 {_shown(path)}")


def pages() -> dict[Path, str]:
    """Path -> the text it must have."""
    folder = ROOT / "docs" / "reference"
    made = {
        folder / "roles.md": roles_page(),
        folder / "interface.md": interface_page(),
        folder / "data-dictionary.md": dictionary.page(),
    }
    return made | {folder / "checks" / name: text for name, text in checks.pages().items()}


def interface_page() -> str:
    """What other systems may be allowed, and every refusal with its code."""
    lines = [
        "# 数据接口：权限和出错代码",
        "",
        "本页由 `make docs` 从代码生成，请不要手改。怎么用见[数据接口](../guide/interface.md)。",
        "",
        "## 令牌的权限",
        "",
        "| 代号 | 可以做什么 |",
        "|---|---|",
        *(f"| `{scope.key}` | {scope.label} |" for scope in SCOPES.values()),
        "",
        "## 出错代码",
        "",
        "| 状态 | code | 意思 | 接下来 |",
        "|---|---|---|---|",
        *(f"| {status} | `{code}` | {title} | {next_} |" for code, status, title, next_ in faults.table()),
    ]
    return "\n".join(lines) + "\n"


def roles_page() -> str:
    """Who sees, changes and does what, as one table of roles and one of rights."""
    lines = [
        "# 角色表",
        "",
        "本页由 `make docs` 从代码里唯一的角色表（`src/bihuan/web/access/roles.py`）生成，请不要手改。",
        "",
        "## 看得到什么，改得动什么",
        "",
        "| 角色 | 代号 | 看得到 | 改得动 | 第二因素 |",
        "|---|---|---|---|---|",
        *(
            f"| {role.label} | `{role.key}` | {role.reads.value} | {role.writes.value} | {'要' if role.office else '不要'} |"
            for role in ROLES.values()
        ),
        "",
        "## 能做什么",
        "",
        "| 事项 | 代号 | 哪些角色 |",
        "|---|---|---|",
        *(f"| {text} | `{verb}` | {_holders(verb)} |" for verb, text in VERBS.items()),
    ]
    return "\n".join(lines) + "\n"


def _holders(verb: str) -> str:
    return "、".join(role.label for role in ROLES.values() if verb in role.verbs) or "暂无"


def _shown(path: Path) -> str:
    return str(path.relative_to(ROOT))


if __name__ == "__main__":
    main(sys.argv[1:])
