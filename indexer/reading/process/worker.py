"""The child process that reads documents: one request in, one line of JSON out, until its input ends.

Its first line says that it is ready. A request is a line of JSON (`folder`, `path`, `digest`, `bytes`
and the limits) followed by that many bytes. The answer is `{"document": …}`, or `{"refused": reason}`.
"""

from __future__ import annotations

import json
import os
import resource
import sys
from typing import Any, BinaryIO

from indexer.errors import DocumentRefused
from indexer.nouns.documents import Origin
from indexer.reading.document import read_document
from indexer.reading.process.transport import document_to_json

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
    origin = Origin(folder="", path="ready.md", digest="", reader="", media_type="")
    read_document(_WARM_UP, origin, max_characters=1_000, max_pdf_pages=1)
    answers.write(b"ready\n")
    answers.flush()
    for line in requests:
        answers.write(_answer(json.loads(line), requests).encode("ascii") + b"\n")
        answers.flush()


def _answer(request: dict[str, Any], requests: BinaryIO) -> str:
    content = requests.read(request["bytes"])
    origin = Origin(folder=request["folder"], path=request["path"], digest=request["digest"], reader="", media_type="")
    try:
        document = read_document(
            content,
            origin,
            max_characters=request["max_characters"],
            max_pdf_pages=request["max_pdf_pages"],
        )
        return f'{{"document": {document_to_json(document)}}}'
    except DocumentRefused as error:
        return json.dumps({"refused": str(error)})
    except MemoryError:
        return json.dumps({"refused": "reading it needs more memory than a document may use"})
    except RecursionError:
        return json.dumps({"refused": "it is nested too deeply to be read"})
    except Exception as error:  # a parser's fault in one file must not end the run
        return json.dumps({"refused": f"the reader failed on it ({type(error).__name__}: {str(error)[:200]})"})


if __name__ == "__main__":
    main()
