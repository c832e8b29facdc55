"""A picture of a study: CPU time of the queries, sorted, for each engine and mode."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from tests.performance.studies import Study


def plot(study: Study, file: Path) -> None:
    """Write an SVG. Raises ImportError where matplotlib is not installed."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(11, 4.5), layout="constrained")
    for axes, (mode, asked) in zip(figure.subplots(1, 2, sharey=True), study.asked.items(), strict=True):
        for name, one in asked.items():
            times = np.sort(one.milliseconds)
            axes.plot(np.linspace(0, 100, len(times)), times, label=name)
        axes.set(yscale="log", title=mode.upper(), xlabel="percent of the queries within")
        axes.grid(alpha=0.3, which="both")
    figure.axes[0].set_ylabel("CPU milliseconds")
    figure.axes[0].legend()
    figure.suptitle(f"{study.corpus.documents:,} documents: best ten, total and three full facets")
    figure.savefig(file, format="svg", metadata={"Date": None})
