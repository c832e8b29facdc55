"""Write the recorded answers anew: `python -m tests.golden`, when an answer is meant to change."""

from __future__ import annotations

import tempfile
from pathlib import Path

from tests.golden.recorded import sample_answers, sample_site, small_answers, small_library, write


def record() -> None:
    """Ask everything of both libraries and keep the answers."""
    with tempfile.TemporaryDirectory() as base:
        with small_library(Path(base) / "small") as (library, app):
            small = small_answers(library, app)
        with sample_site(Path(base) / "sample") as app:
            sample = sample_answers(app)
    write({"small": small, "sample": sample})
    print(f"{len(small)} answers of the small library and {len(sample)} of the sample corpus are recorded")


if __name__ == "__main__":
    record()
