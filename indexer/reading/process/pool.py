"""Reading in child processes with limits on memory and time, so that no file can take the run down."""

from __future__ import annotations

import contextlib
import logging
import os
import queue
import subprocess
import sys
import threading
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from types import TracebackType

from pydantic import ValidationError

from indexer.errors import DocumentRefused
from indexer.import_path import PACKAGE_FOLDER, safe_import_path
from indexer.nouns.documents import Document
from indexer.reading.process.exchange import ANSWER, READY, REQUEST, ReadingRequest
from indexer.settings import Settings
from indexer.system import PROCESSOR_TIME_SIGNAL

_START_SECONDS = 600
# The system counts what a child computes; the clock ends only one that stands still, however busy the machine.
_CLOCK_SECONDS_A_SECOND = 20 if PROCESSOR_TIME_SIGNAL is not None else 1
# An answer holds the text, as much again of headings and marks for many short passages, and letters of up to 3 bytes.
_ANSWER_BYTES_A_CHARACTER = 5
_MIN_ANSWER_BYTES = 1_000_000
_RUN_WORKER = "import sys; sys.path[:] = sys.argv[2:]; from indexer.reading.process.worker import main; main()"
# A child takes about as long to start as so many files, or so many bytes, take to be read.
_FILES_WORTH_A_CHILD = 25
_BYTES_WORTH_A_CHILD = 1 << 20

logger = logging.getLogger(__name__)
_said: set[str] = set()
_saying = threading.Lock()


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
            max_answer_bytes=_MIN_ANSWER_BYTES + _ANSWER_BYTES_A_CHARACTER * settings.max_text_characters,
            seconds=settings.read_seconds,
        )
        line = self._exchange(request, file.content)
        try:
            answer = ANSWER.validate_json(line)
        except ValidationError as error:
            raise DocumentRefused("its reading process answered what is no document; report this file") from error
        if answer.spent:
            self.stop()
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
                [sys.executable, "-P", "-c", _RUN_WORKER, str(self._memory), *safe_import_path()],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                cwd=PACKAGE_FOLDER,
                env=_environment(),
            )
            try:
                ready = READY.validate_json(self._line(self._process, _START_SECONDS, _MIN_ANSWER_BYTES))
            except (DocumentRefused, ValidationError) as error:
                self.stop()
                raise DocumentRefused("its reading process did not start; raise read_memory_bytes") from error
            for limit in ready.not_limited:
                _say_once(limit)
        return self._process

    def _exchange(self, request: ReadingRequest, content: bytes) -> bytes:
        process = self._started()
        written = REQUEST.dump_json(request) + b"\n" + content
        writer = threading.Thread(target=_write, args=(process, written), daemon=True)
        writer.start()
        line = self._line(process, _CLOCK_SECONDS_A_SECOND * request.seconds, request.max_answer_bytes)
        writer.join()
        if line.endswith(b"\n"):
            return line
        self.stop()
        if line:
            raise DocumentRefused("its reading process answered more than a document may be; report this file")
        if PROCESSOR_TIME_SIGNAL is not None and process.returncode == -PROCESSOR_TIME_SIGNAL:
            raise DocumentRefused(f"reading it took longer than {request.seconds:g} seconds")
        raise DocumentRefused("reading it ended its process: it needs too much memory or is damaged")

    def _line(self, process: subprocess.Popen[bytes], seconds: float, longest: int) -> bytes:
        """The next line the process writes, its beginning where it is longer, nothing where the process has ended.

        Without one in time the process is killed.
        """
        lines: queue.SimpleQueue[bytes] = queue.SimpleQueue()
        threading.Thread(target=_read_line, args=(process, longest + 1, lines), daemon=True).start()
        try:
            return lines.get(timeout=seconds)
        except queue.Empty:
            self.stop()
            raise DocumentRefused(f"reading it did not end within {seconds:g} seconds") from None


def _environment() -> dict[str, str]:
    """This process's environment, with nothing that would add to where the child imports from."""
    return {name: value for name, value in os.environ.items() if name != "PYTHONPATH"} | {"PYTHONSAFEPATH": "1"}


def _say_once(limit: str) -> None:
    with _saying:
        if limit not in _said:
            _said.add(limit)
            logger.warning("%s is not limited on this system: index only files you trust", limit)


def _read_line(process: subprocess.Popen[bytes], longest: int, lines: queue.SimpleQueue[bytes]) -> None:
    line = b""
    with contextlib.suppress(OSError, ValueError):
        if process.stdout:
            line = process.stdout.readline(longest)
    lines.put(line)


def _write(process: subprocess.Popen[bytes], request: bytes) -> None:
    with contextlib.suppress(OSError, ValueError):
        if process.stdin:
            process.stdin.write(request)
            process.stdin.flush()
