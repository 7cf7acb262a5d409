"""The child process that reads: `python -m ingest.readers.desk` takes one request a line and answers each with one line of JSON.

It limits itself before each file, opens the file as safely as the walk found it, and turns whatever a reader raises into a
named outcome. What a reader prints does not reach the answers.
"""

from __future__ import annotations

import json
import os
import resource
import sys
from base64 import b64encode
from typing import Any

from ingest.catalogue import known_as
from ingest.identity import recognised
from ingest.ids import content_hash
from ingest.outcomes import Refused
from ingest.readers.sniff import sniffed
from ingest.readers.table import Reader
from ingest.records import document_to_json, passages_to_json
from ingest.split import split
from ingest.twins import link_twins
from ingest.types import Source
from ingest.walk import Found, read_bytes

LONGEST_WHY = 200


def main() -> None:
    """Answer requests until the parent is gone."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    os.umask(0o077)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    for line in sys.stdin.buffer:
        request = json.loads(line)
        _limit(request["limits"])
        answers.write(json.dumps(answer(request)) + "\n")
        answers.flush()


def _limit(limits: dict[str, Any]) -> None:
    """Memory for the process; processor time from now on (SIGXCPU ends it); no file may be written."""
    resource.setrlimit(resource.RLIMIT_AS, (limits["memory_bytes"], resource.getrlimit(resource.RLIMIT_AS)[1]))
    used = resource.getrusage(resource.RUSAGE_SELF)
    seconds = int(used.ru_utime + used.ru_stime) + 1 + int(limits["cpu_seconds"])
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, resource.getrlimit(resource.RLIMIT_CPU)[1]))


def answer(request: dict[str, Any]) -> dict[str, Any]:
    """A document and its passages, or the code and parameters of a refusal."""
    reader = Reader(request["module"], "")
    found = Found(request["root"], tuple(request["parts"]), request["uri"], request["name"], request["size"], reader, request["work"])
    try:
        most_bytes = int(request["limits"]["file_bytes"])
        if "picture" in request:
            return {"picture": _picture(found, most_bytes, request["picture"])}
        return _read(found, most_bytes, bool(request["ocr"]))
    except Refused as refused:
        return {"refused": refused.code, "parameters": refused.parameters | {"path": found.path}}
    except MemoryError:
        limit = f"{request['limits']['memory_bytes'] / 1_000_000:,.0f}"
        return {"refused": "memory", "parameters": {"path": found.path, "limit": limit}}
    except RecursionError:
        return _broken(found, "it is nested too deeply")
    except Exception as error:  # the boundary of a process: parsers raise what they like, and each file must end with a name
        return _broken(found, f"{type(error).__name__}: {error}"[:LONGEST_WHY])


def _broken(found: Found, why: str) -> dict[str, Any]:
    return {"refused": "broken", "parameters": {"path": found.path, "why": why}}


def _read(found: Found, most_bytes: int, ocr: bool) -> dict[str, Any]:
    data = read_bytes(found, most_bytes)
    document = sniffed(data, found.reader, found.path).load()(Source(found.uri, found.name, data, ocr))
    if not document.text.strip():
        raise Refused("no-text", path=found.path)
    if document.content != content_hash(data):
        raise ValueError("its reader gave it another content hash")
    document = known_as(document, found.work or recognised(document))
    passages = link_twins(split(document), document)
    images = sum(page.layer == "image" for page in document.pages)
    return {"document": document_to_json(document), "passages": passages_to_json(passages), "images": images}


def _picture(found: Found, most_bytes: int, wanted: dict[str, Any]) -> str:
    """The picture of a page, in base64."""
    from ingest.readers.pdf.drawing import picture

    data = read_bytes(found, most_bytes)
    if content_hash(data) != wanted["content"]:
        raise Refused("changed", path=found.path)
    return b64encode(picture(Source(found.uri, found.name, data), int(wanted["page"]), float(wanted["scale"]))).decode("ascii")


if __name__ == "__main__":
    main()
