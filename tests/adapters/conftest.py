"""What the tests of the command line share."""

import sys

import pytest

from openhs.adapters.cli import app as cli


@pytest.fixture
def hs(monkeypatch, capsys):
    """Run the command in this process; return exit code, standard output and standard error."""

    def run(*arguments):
        monkeypatch.setattr(sys, "argv", ["hs", *map(str, arguments)])
        code = 0
        try:
            cli.main()
        except SystemExit as stop:
            code = stop.code or 0
        out, err = capsys.readouterr()
        return code, out, err

    return run
