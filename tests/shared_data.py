"""Where the tests find the source documents that are no part of this repository."""

from __future__ import annotations

import os
from pathlib import Path

SHARED = Path(os.environ.get("POLICYSCOPE_SHARED", Path(__file__).resolve().parents[1] / "../shared"))
