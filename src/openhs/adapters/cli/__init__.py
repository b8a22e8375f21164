"""The command `hs`."""

from openhs.adapters.cli.app import main

__all__ = ["main"]
