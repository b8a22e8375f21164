"""What the pages show is what happens: their examples run, their reference is current, their links lead somewhere."""

import doctest
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import openhs
from tools import reference

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
CONSOLE = re.compile(r"```console\n(.*?)```", re.DOTALL)
PYTHON = re.compile(r"```pycon\n(.*?)```", re.DOTALL)
LINK = re.compile(r"\]\((?!https?:)([^)#]+)\)")


def name(page):
    return str(page.relative_to(ROOT))


@pytest.mark.parametrize("page", [p for p in PAGES if PYTHON.search(p.read_text("utf-8"))], ids=name)
def test_python_examples_give_what_is_shown(page):
    examples = "\n".join(PYTHON.findall(page.read_text("utf-8")))
    case = doctest.DocTestParser().get_doctest(examples, {}, name(page), None, 0)
    runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS)
    runner.run(case)
    assert (runner.summarize().failed, runner.tries > 0) == (0, True)


@pytest.mark.parametrize("page", [p for p in PAGES if "$ hs " in p.read_text("utf-8")], ids=name)
def test_commands_print_what_is_shown(page, tmp_path):
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    for block in CONSOLE.findall(page.read_text("utf-8")):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, _, shown = part.partition("\n")
            done = subprocess.run(
                command,
                shell=True,
                check=False,
                cwd=tmp_path,
                env=os.environ | {"PATH": path},
                capture_output=True,
                text=True,
            )
            assert done.stdout.rstrip() == shown.rstrip(), command
            assert "Traceback" not in done.stderr


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_links_lead_somewhere(page):
    for target in LINK.findall(page.read_text("utf-8")):
        assert (page.parent / target).exists(), target


@pytest.mark.parametrize("page", ["commands.md", "python.md"])
def test_the_reference_is_current(page):
    assert (reference.FOLDER / page).read_text("utf-8") == reference.pages()[page], "run `make docs`"


def test_every_dependency_is_justified():
    text = (ROOT / "docs" / "dependencies.md").read_text("utf-8")
    project = (ROOT / "pyproject.toml").read_text("utf-8")
    core = re.search(r"^dependencies = \[(.*?)^\]", project, re.DOTALL | re.MULTILINE)[1]
    for package in re.findall(r'"([A-Za-z]+)', core):
        assert f"| {package} |" in text


def test_docstring_examples_give_what_is_shown():
    for module in (openhs, sys.modules["openhs.ground.codes"]):
        result = doctest.testmod(module)
        assert result.attempted > 0
        assert result.failed == 0


def test_the_example_catalogue_covers_all_sections_with_codes_that_exist():
    rows = [line.rsplit(",", 1) for line in (ROOT / "examples/catalogue.csv").read_text("utf-8").splitlines()[1:]]
    nodes = [openhs.lookup(code) for _, code in rows]
    assert len(rows) == 200
    assert {node.level for node in nodes} == {"subheading"}
    assert len({node.section.code for node in nodes}) == 21
