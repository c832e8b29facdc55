"""Reading in child processes with limits on memory and time, so that no file can take the run down."""

from __future__ import annotations

import contextlib
import queue
import select
import subprocess
import sys
import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from types import TracebackType

from pydantic import ValidationError

from indexer.errors import DocumentRefused
from indexer.nouns.documents import Document
from indexer.reading.process.exchange import ANSWER, REQUEST, ReadingRequest
from indexer.settings import Settings

_MAX_ANSWER_BYTES = 400_000_000
_START_SECONDS = 120
# A child takes about as long to start as so many files, or so many bytes, take to be read.
_FILES_WORTH_A_CHILD = 25
_BYTES_WORTH_A_CHILD = 1 << 20


@dataclass(frozen=True, slots=True)
class FileContent:
    """A file's bytes with the names a document's origin needs."""

    folder: str
    path: str
    digest: str
    content: bytes


class ReadingPool:
    """Reads files in child processes; use as a context manager so that the children end with it.

    `sizes` are the bytes of the files that will be read: few small ones are not worth a second child.
    """

    def __init__(self, settings: Settings, sizes: Sequence[int]) -> None:
        self._settings = settings
        worth = max(len(sizes) // _FILES_WORTH_A_CHILD, sum(sizes) // _BYTES_WORTH_A_CHILD)
        self._processes = min(settings.read_processes, 1 + worth)
        self._idle: queue.LifoQueue[_Child] = queue.LifoQueue()
        for child in self._children():
            self._idle.put(child)
        self._threads = ThreadPoolExecutor(self._processes)

    def _children(self) -> Iterable[_Child]:
        return [_Child(self._settings.read_memory_bytes) for _ in range(self._processes)]

    def __enter__(self) -> ReadingPool:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._threads.shutdown(wait=True, cancel_futures=True)
        while not self._idle.empty():
            self._release(self._idle.get())

    def _release(self, child: _Child) -> None:
        child.stop()

    def read_all(self, files: Iterable[FileContent]) -> Iterator[tuple[FileContent, Document | DocumentRefused]]:
        """Each file with its document or the reason it has none, in the order given.

        Only a few files are held at a time, so the iterable may be lazy and long.
        """
        waiting: list[tuple[FileContent, Future[Document | DocumentRefused]]] = []
        for file in files:
            waiting.append((file, self._threads.submit(self._read, file)))
            if len(waiting) > 2 * self._processes:
                first, future = waiting.pop(0)
                yield first, future.result()
        for file, future in waiting:
            yield file, future.result()

    def _read(self, file: FileContent) -> Document | DocumentRefused:
        child = self._idle.get()
        try:
            return child.read(file, self._settings)
        except DocumentRefused as refused:
            return refused
        finally:
            self._idle.put(child)


class _Child:
    """One reading process, started when first needed and again after it had to be killed."""

    def __init__(self, memory: int) -> None:
        self._memory = memory
        self._process: subprocess.Popen[bytes] | None = None

    def read(self, file: FileContent, settings: Settings) -> Document:
        request = ReadingRequest(
            path=file.path,
            digest=file.digest,
            size=len(file.content),
            max_characters=settings.max_text_characters,
            max_pdf_pages=settings.max_pdf_pages,
        )
        line = self._exchange(REQUEST.dump_json(request) + b"\n" + file.content, settings)
        try:
            answer = ANSWER.validate_json(line)
        except ValidationError as error:
            raise DocumentRefused("its reading process answered what is no document; report this file") from error
        if answer.document is None:
            raise DocumentRefused(answer.refused)
        return replace(answer.document, origin=replace(answer.document.origin, folder=file.folder))

    def stop(self) -> None:
        """End the process; it may be killed, it holds nothing."""
        if self._process:
            self._process.kill()
            self._process.wait()
            for pipe in (self._process.stdin, self._process.stdout):
                if pipe:
                    with contextlib.suppress(OSError):
                        pipe.close()
            self._process = None

    def _started(self) -> subprocess.Popen[bytes]:
        if self._process is None or self._process.poll() is not None:
            self.stop()
            self._process = subprocess.Popen(  # noqa: S603 -- our own module, no shell, no user input
                [sys.executable, "-m", "indexer.reading.process.worker", str(self._memory)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
            try:
                self._line(self._process, _START_SECONDS)
            except DocumentRefused as error:
                raise DocumentRefused("its reading process did not start; raise read_memory_bytes") from error
        return self._process

    def _exchange(self, request: bytes, settings: Settings) -> bytes:
        process = self._started()
        writer = threading.Thread(target=_write, args=(process, request), daemon=True)
        writer.start()
        line = self._line(process, settings.read_seconds)
        writer.join()
        return line

    def _line(self, process: subprocess.Popen[bytes], seconds: float) -> bytes:
        """The next line the process writes; without one in time, or with too long a one, it is killed."""
        if process.stdout is None:
            raise DocumentRefused("its reading process could not be started")
        deadline = time.monotonic() + seconds
        parts: list[bytes] = []
        size = 0
        while True:
            ready, _, _ = select.select([process.stdout], [], [], max(deadline - time.monotonic(), 0))
            if not ready:
                self.stop()
                raise DocumentRefused(f"reading it took longer than {seconds} seconds")
            part = process.stdout.read1(1 << 20)  # type: ignore[attr-defined]
            if not part:
                self.stop()
                raise DocumentRefused("reading it ended its process: it needs too much memory or is damaged")
            parts.append(part)
            size += len(part)
            if part.endswith(b"\n"):
                return b"".join(parts)
            if size > _MAX_ANSWER_BYTES:
                self.stop()
                raise DocumentRefused("it holds more text than a document may have")


def _write(process: subprocess.Popen[bytes], request: bytes) -> None:
    with contextlib.suppress(OSError, ValueError):
        if process.stdin:
            process.stdin.write(request)
            process.stdin.flush()
