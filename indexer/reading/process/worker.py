"""The child process that reads documents: one request in, one line of JSON out, until its input ends.

Its first line is `Ready`. A request is a `ReadingRequest` followed by the bytes of the file, the answer a
`ReadingAnswer`. Whatever it is doing, it ends when its input does: nobody is left who would take its answer.
"""

from __future__ import annotations

import os
import sys
import threading
from queue import SimpleQueue
from typing import BinaryIO

from indexer.errors import DocumentRefused
from indexer.nouns.documents import Origin
from indexer.reading.document import read_document
from indexer.reading.process.exchange import ANSWER, READY, REQUEST, ReadingAnswer, ReadingRequest, Ready
from indexer.system import limit_memory, limit_processor_time, limit_to_reading

_WARM_UP = b"# Ready\n\nThese words load what reading needs while no document waits for it.\n"

_Requests = SimpleQueue[tuple[ReadingRequest, bytes]]


def main() -> None:
    """Serve requests on standard input with the memory limit given as the first argument, in bytes."""
    not_limited = limit_memory(int(sys.argv[1]))
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    # Whatever a parsing library prints must not be taken for an answer.
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    sys.setrecursionlimit(5_000)
    origin = Origin(path="ready.md", digest="", reader="", media_type="")
    read_document(_WARM_UP, origin, max_characters=1_000, max_pdf_pages=1)
    requests: _Requests = SimpleQueue()
    threading.Thread(target=_take, args=(sys.stdin.buffer, requests), daemon=True).start()
    limit_to_reading()
    answers.write(READY.dump_json(Ready(not_limited=not_limited)) + b"\n")
    answers.flush()
    while True:
        request, content = requests.get()
        limit_processor_time(request.seconds)
        answer = _answer(request, content)
        limit_processor_time(0)
        answers.write(answer + b"\n")
        answers.flush()


def _take(stream: BinaryIO, requests: _Requests) -> None:
    """Take requests as they come, and end the process with them."""
    try:
        for line in stream:
            request = REQUEST.validate_json(line)
            requests.put((request, stream.read(request.size)))
    finally:
        os._exit(0)


def _answer(request: ReadingRequest, content: bytes) -> bytes:
    """The answer to a request, as a line without its end."""
    origin = Origin(path=request.path, digest=request.digest, reader="", media_type="")
    spent = False
    try:
        document = read_document(
            content, origin, max_characters=request.max_characters, max_pdf_pages=request.max_pdf_pages
        )
        answer = ANSWER.dump_json(ReadingAnswer(document=document))
        if len(answer) < request.max_answer_bytes:
            return answer
        refused = "it falls into more pieces than a document may; raise max_text_characters or split it"
    except DocumentRefused as error:
        refused = str(error)
    except MemoryError:
        refused, spent = "reading it needs more memory than a document may use", True
    except RecursionError:
        refused = "it is nested too deeply to be read"
    except Exception as error:  # a parser's fault in one file must not end the run
        refused = f"the reader failed on it ({type(error).__name__}: {str(error)[:200]})"
    return ANSWER.dump_json(ReadingAnswer(refused=_writable(refused), spent=spent))


def _writable(text: str) -> str:
    """A text without the halves of characters that no file can hold."""
    return text.encode("utf-8", "replace").decode("utf-8")
