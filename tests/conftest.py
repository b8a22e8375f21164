"""What all tests share."""

import os
import sys
import tempfile
from pathlib import Path

# What the developer's own decisions have taught must not decide a test.
os.environ["OPENHS_HOME"] = str(Path(tempfile.gettempdir(), "openhs-has-learned-nothing"))

# Workers of Spark run this Python, which has the package.
os.environ["PYSPARK_PYTHON"] = sys.executable
