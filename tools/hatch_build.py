"""Builds the artifacts of `data/` whenever the package is built or installed, editable or not."""

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class ArtifactsHook(BuildHookInterface):
    """Runs tools/build.py over the tree that is being built."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002
        """Build before the files of a wheel, editable or not, are collected."""
        if self.target_name == "sdist":
            return
        root = Path(self.root)
        sys.path[:0] = [str(root / "src"), str(root)]
        from tools.build import build  # noqa: PLC0415  only importable with the paths above

        build(root / "data", root / "src" / "openhs" / "_built")
