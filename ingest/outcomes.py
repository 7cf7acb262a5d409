"""The ways in which an input can fail to become a document: a short stable code, a state and one English sentence for each.

The ui words them in other languages by `Refused.code` and `Refused.parameters`; the names in braces are the same there.
"""

from __future__ import annotations

from ingest.types import InputError, State

OUTCOMES: dict[str, tuple[State, str]] = {
    "missing": (State.FAILED, "There is no file or folder {path}. Check the path and its spelling."),
    "unreadable": (State.FAILED, "{path} may not be read by you. Change its permissions, or copy it to a place that you may read."),
    "link": (State.UNSUPPORTED, "{path} is a link, and links are not followed. Give the path of the file itself."),
    "hard-link": (State.UNSUPPORTED, "{path} has more than one name on the disk (a hard link). Give the path of a copy."),
    "not-a-file": (State.UNSUPPORTED, "{path} is not an ordinary file. Give a file or a folder."),
    "empty-folder": (State.EMPTY, "{path} holds no file that can be read. Files that can be: {readable}."),
    "too-many": (State.TOO_BIG, "{path} holds more than {limit} files. Give its subfolders one at a time."),
    "address": (State.UNSUPPORTED, "{path} is an address; fetching from one comes with `resilient fetch`. Download it and give the path."),
    "empty": (State.EMPTY, "{path} is empty."),
    "no-text": (State.EMPTY, "{path} holds no text."),
    "too-big": (State.TOO_BIG, "{path} has {size} MB; up to {limit} MB are read. Divide it into smaller files."),
    "too-much-text": (State.TOO_BIG, "{path} holds more than {limit} million characters of text. Divide it into smaller files."),
    "unsupported": (State.UNSUPPORTED, "{path} is of a kind that is not read ({suffix}). Files that can be: {readable}."),
    "binary": (State.UNSUPPORTED, "{path} is not a text file, whatever its name says: it holds binary data."),
    "encoding": (State.UNSUPPORTED, "{path} is in an encoding that cannot be read without guessing ({guess}). Save it as UTF-8."),
    "changed": (State.FAILED, "{path} changed while it was being read. Try again when nobody writes to it."),
    "encrypted": (State.ENCRYPTED, "{path} is protected by a password. Save a copy without one, and try again."),
    "timed-out": (State.TIMED_OUT, "{path} took more than {seconds} seconds to read. Divide it, or save it in a simpler format."),
    "memory": (State.FAILED, "Reading {path} needs more than {limit} MB of memory. Divide it, or save it in a simpler format."),
    "crashed": (State.FAILED, "The reader of {path} stopped ({how}). Save it again with the program that made it, or in another format."),
    "broken": (State.FAILED, "{path} cannot be read as what its name says it is: {why}. Save it again with the program that made it."),
    "unstorable": (State.FAILED, "{path} was not read right: {why}. Please report this with the file's name."),
}


class Refused(InputError):
    """An input that ended otherwise than ready: `code` is a key of OUTCOMES, `parameters` what its sentence names."""

    def __init__(self, code: str, **parameters: str) -> None:
        state, sentence = OUTCOMES[code]
        super().__init__(sentence.format(**parameters), state)
        self.code = code
        self.parameters = parameters
