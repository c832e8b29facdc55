"""Where the material lies that is tried and measured on, but never part of the project."""

from __future__ import annotations

import os
from pathlib import Path

SHARED = Path(os.environ.get("POLICYSCOPE_SHARED", Path(__file__).resolve().parents[1] / "../shared"))
"""The folder of shared material; what needs it skips where it is absent."""
