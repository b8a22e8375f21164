"""What users import, and what importing costs."""

import subprocess
import sys

import pytest

import openhs


def test_all_names_resolve_and_nothing_else_is_public():
    for name in openhs.__all__:
        assert getattr(openhs, name) is not None
    assert set(openhs.__all__) <= set(dir(openhs))
    assert sorted(openhs.__all__) == sorted([*openhs._HOME, "__version__"])


def test_an_unknown_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="no attribute 'klassify'"):
        openhs.klassify  # noqa: B018


def run(code: str) -> str:
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout


def test_import_reads_no_file_and_imports_nothing_heavy():
    code = (
        "import builtins, sys; opened = []\n"
        "sys.addaudithook(lambda e, a: opened.append(str(a[0])) if e == 'open' else None)\n"
        "import openhs\n"
        "print([p for p in opened if '_built' in p])\n"
        "print(sorted({'numpy', 'pyarrow', 'rich', 'typer', 'openpyxl', 'Stemmer'} & set(sys.modules)))"
    )
    assert run(code) == "[]\n[]\n"


def test_a_lookup_needs_no_numpy():
    code = "import sys, openhs; openhs.lookup('8471.30'); print('numpy' in sys.modules)"
    assert run(code) == "False\n"
