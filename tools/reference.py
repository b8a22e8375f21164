"""Write the reference pages: commands from their help, the Python surface from its docstrings.

python -m tools.reference
"""

from __future__ import annotations

import inspect
from pathlib import Path

import typer.main

import openhs
from openhs.adapters.cli.app import app

FOLDER = Path(__file__).parent.parent / "docs" / "reference"


def pages() -> dict[str, str]:
    """Return file name to content."""
    return {"commands.md": commands(), "python.md": surface()}


def commands() -> str:
    parts = ["# Commands\n\nWritten by `make docs` from the commands themselves.\n"]
    group = typer.main.get_command(app)
    for name, command in sorted(group.commands.items()):
        context = command.make_context(name, [], resilient_parsing=True)
        text = inspect.cleandoc(command.help or "")
        rows = [_record(parameter) for parameter in command.get_params(context)]
        options = "\n".join(f"| `{left}` | {right} |" for left, right in rows)
        usage = f"hs {name} {' '.join(command.collect_usage_pieces(context))}"
        parts.append(f"## hs {name}\n\n{text}\n\n    {usage}\n\n| option | what it does |\n| --- | --- |\n{options}\n")
    return "\n".join(parts)


def _record(parameter: object) -> tuple[str, str]:
    names = ", ".join((*getattr(parameter, "opts", ()), *getattr(parameter, "secondary_opts", ())))
    return names, str(getattr(parameter, "help", "") or "")


def surface() -> str:
    parts = ["# Python\n\nWritten by `make docs` from the docstrings. Everything here is `openhs.NAME`.\n"]
    for name in openhs.__all__:
        if not name.startswith("_"):
            parts.append(_entry(name, getattr(openhs, name)))
    return "\n".join(parts)


def _entry(name: str, thing: object) -> str:
    kind = "class" if inspect.isclass(thing) else "def"
    signature = _signature(thing)
    lines = [f"## {name}\n", f"    {kind} {name}{signature}\n", inspect.getdoc(thing) or "", ""]
    if inspect.isclass(thing):
        lines += [f"- `{member}`: {summary}" for member, summary in _members(thing)]
    return "\n".join(lines).rstrip() + "\n"


def _signature(thing: object) -> str:
    if inspect.isclass(thing) and issubclass(thing, (str, Exception)):
        return ""
    return str(inspect.signature(thing)).replace("'", "")


def _members(owner: type) -> list[tuple[str, str]]:
    found = []
    for name, member in vars(owner).items():
        doc = inspect.getdoc(member)
        public = not name.startswith("_") and (callable(member) or isinstance(member, (property, classmethod)))
        if public and doc:
            found.append((name, doc.splitlines()[0]))
    return found


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, content in pages().items():
        (FOLDER / name).write_text(content, "utf-8")


if __name__ == "__main__":
    main()
