"""The whole notebook for whoever serves people: its conversations, turns and feedback in one object."""

from __future__ import annotations

from pathlib import Path
from types import TracebackType

from assistant.notebook.conversations import Conversations
from assistant.notebook.feedback import FeedbackBook
from assistant.notebook.file import NotebookError, NotebookFile
from assistant.notebook.turns import Turns
from ingest.types import LibraryError


class Notebook:
    """An opened notebook. `trouble` says why nothing of it outlives the program, "" where all is kept."""

    def __init__(self, file: NotebookFile, trouble: str = "") -> None:
        self.file = file
        self.trouble = trouble
        self.conversations = Conversations(file)
        self.turns = Turns(file)
        self.feedback = FeedbackBook(file)

    @classmethod
    def open(cls, home: Path) -> Notebook:
        """The home's notebook; one in memory where that cannot be opened, so that questions are still answered."""
        try:
            return cls(NotebookFile(home))
        except (NotebookError, LibraryError) as error:
            return cls(NotebookFile.in_memory(), str(error))

    def close(self) -> None:
        """Let go of the file."""
        self.file.close()

    def __enter__(self) -> Notebook:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()
