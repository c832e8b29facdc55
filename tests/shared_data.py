"""The folder of real collections beside the repository, which tests may read and must not copy from."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

SHARED = Path(os.environ.get("SHARED_DATA") or Path(__file__).parents[2] / "shared")
needs_shared = pytest.mark.skipif(not SHARED.is_dir(), reason=f"there are no shared collections in {SHARED}")
