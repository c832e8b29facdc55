"""The child process that reads documents: one request in, one line of JSON out, until its input ends.

Its first line says that it is ready. A request is a `ReadingRequest` followed by the bytes of the file, the answer a
`ReadingAnswer`.
"""

from __future__ import annotations

import os
import resource
import sys
from typing import BinaryIO

from indexer.errors import DocumentRefused
from indexer.nouns.documents import Origin
from indexer.reading.document import read_document
from indexer.reading.process.exchange import ANSWER, REQUEST, ReadingAnswer, ReadingRequest

_WARM_UP = b"# Ready\n\nThese words load what reading needs while no document waits for it.\n"


def main() -> None:
    """Serve requests on standard input with the memory limit given as the only argument, in bytes."""
    memory = int(sys.argv[1])
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    requests, answers = sys.stdin.buffer, os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    # Whatever a parsing library prints must not be taken for an answer.
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    sys.setrecursionlimit(5_000)
    origin = Origin(path="ready.md", digest="", reader="", media_type="")
    read_document(_WARM_UP, origin, max_characters=1_000, max_pdf_pages=1)
    answers.write(b"ready\n")
    answers.flush()
    for line in requests:
        answers.write(_answer(REQUEST.validate_json(line), requests) + b"\n")
        answers.flush()


def _answer(request: ReadingRequest, requests: BinaryIO) -> bytes:
    """The answer to a request, as a line without its end."""
    content = requests.read(request.size)
    origin = Origin(path=request.path, digest=request.digest, reader="", media_type="")
    try:
        document = read_document(
            content, origin, max_characters=request.max_characters, max_pdf_pages=request.max_pdf_pages
        )
        return ANSWER.dump_json(ReadingAnswer(document=document))
    except DocumentRefused as error:
        refused = str(error)
    except MemoryError:
        refused = "reading it needs more memory than a document may use"
    except RecursionError:
        refused = "it is nested too deeply to be read"
    except Exception as error:  # a parser's fault in one file must not end the run
        refused = f"the reader failed on it ({type(error).__name__}: {str(error)[:200]})"
    return ANSWER.dump_json(ReadingAnswer(refused=_writable(refused)))


def _writable(text: str) -> str:
    """A text without the halves of characters that no file can hold."""
    return text.encode("utf-8", "replace").decode("utf-8")


if __name__ == "__main__":
    main()
