"""What all tests share."""

import os
import tempfile
from pathlib import Path

# What the developer's own decisions have taught must not decide a test.
os.environ["OPENHS_HOME"] = str(Path(tempfile.gettempdir(), "openhs-has-learned-nothing"))
