"""Building an index in a process of its own, so that its time and memory are its own.

`python -m tests.performance.building ENGINE CORPUS FOLDER` builds and prints a `Built` as JSON.
"""

from __future__ import annotations

import json
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from tests.performance.corpus import Corpus, CorpusDocument
from tests.performance.peers import peer


@dataclass(frozen=True, slots=True)
class Built:
    """What it cost: CPU seconds of all threads without reading the corpus, bytes on disk, most memory held."""

    cpu_seconds: float
    index_bytes: int
    peak_mb: float


def build(name: str, corpus: Corpus, folder: Path) -> Built:
    """Build an engine's index of a corpus in a folder, which is emptied before."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    place = json.dumps([corpus.name, str(corpus.file), corpus.documents, corpus.text_bytes])
    command = [sys.executable, "-m", "tests.performance.building", name, place, str(folder)]
    printed = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
    return Built(**json.loads(printed.splitlines()[-1]))


class _Feed:
    """The documents of a corpus, and the CPU seconds that reading them took in this thread."""

    def __init__(self, corpus: Corpus) -> None:
        self._documents = corpus.read()
        self.cpu_seconds = 0.0

    def __iter__(self) -> Iterator[CorpusDocument]:
        while True:
            before = time.thread_time()
            document = next(self._documents, None)
            self.cpu_seconds += time.thread_time() - before
            if document is None:
                return
            yield document


def main(name: str, place: str, folder: Path) -> None:
    """Build and print."""
    called, file, documents, text_bytes = json.loads(place)
    feed = _Feed(Corpus(called, Path(file), documents, text_bytes))
    engine = peer(name)
    before = time.process_time()
    engine.build(folder, iter(feed))
    seconds = time.process_time() - before - feed.cpu_seconds
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    print(json.dumps(asdict(Built(seconds, size, _peak_mb()))))


def _peak_mb() -> float:
    # ru_maxrss of a child begins with its parent's, so Linux's own figure for the process comes first
    status = Path("/proc/self/status")
    if status.is_file():
        lines = dict(line.split(":", 1) for line in status.read_text().splitlines())
        return int(lines["VmHWM"].split()[0]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], Path(sys.argv[3]))
