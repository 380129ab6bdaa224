"""Every error Citewise raises on purpose, in one tree.

    CitewiseError                   exit code 1
    ├── UsageError                  exit code 2: the caller can fix the call
    │   ├── SettingsError           an unknown or unusable setting
    │   ├── SourceError             a source that is missing or holds no article
    │   ├── QuestionError           an empty or over-long question, an unreadable question file
    │   ├── LimitError              a server was asked too often
    │   │   └── BusyError           too many others wait
    │   ├── EmbedderError           an embedder that cannot be found or is not what it claims
    │   └── GeneratorError          a generator that cannot be opened
    ├── IndexStateError             exit code 3: the index folder is the problem
    │   ├── IndexMissingError       nothing built there yet
    │   ├── IndexMismatchError      another format or another embedder
    │   ├── IndexDamagedError       a file is gone or its checksum is wrong
    │   ├── EngineError             Milvus or PostgreSQL, where the index is kept, does not answer
    │   └── IndexWriteError         the folder cannot be written or is being written
    ├── GenerationError             exit code 1: a generator failed at an answer; quotations take its place
    ├── ClusterError                exit code 1: a cluster did not finish its part of a build
    └── GateError                   exit code 4: a figure fell below its floor

A message says what is wrong, where, and the next thing to do. The classes are
caught only at the edges: the command line, the batch reader and the chat page.
"""

from __future__ import annotations


class CitewiseError(Exception):
    """Base of every error that is meant for a person to read."""

    exit_code = 1


class UsageError(CitewiseError):
    """The call itself is wrong."""

    exit_code = 2


class SettingsError(UsageError):
    """A setting is unknown or its value is unusable."""


class SourceError(UsageError):
    """A source is missing, unreadable or holds no article."""


class QuestionError(UsageError):
    """A question, or a file of questions, cannot be asked."""


class LimitError(UsageError):
    """A server was asked too often; `wait` is in seconds."""

    def __init__(self, message: str, wait: int) -> None:
        super().__init__(message)
        self.wait = wait


class BusyError(LimitError):
    """A server was asked while too many others wait."""


class EmbedderError(UsageError):
    """An embedder is missing, unreadable or not the one it claims to be."""


class GeneratorError(UsageError):
    """A generator is missing, not installed or not set up."""


class IndexStateError(CitewiseError):
    """The index folder cannot be used as it is."""

    exit_code = 3


class IndexMissingError(IndexStateError):
    """There is no index in the folder."""


class IndexMismatchError(IndexStateError):
    """The index was made by another format version or embedder."""


class IndexDamagedError(IndexStateError):
    """A file of the index is gone, cut short or altered."""


class EngineError(IndexStateError):
    """A server that keeps a part of the index does not answer, or not as it should."""


class IndexWriteError(IndexStateError):
    """The index folder cannot be written now."""


class GenerationError(CitewiseError):
    """A generator did not write an answer to its end."""


class ClusterError(CitewiseError):
    """The machines of a cluster did not do their part of a build."""


class GateError(CitewiseError):
    """A measured figure is below its floor."""

    exit_code = 4
