"""What can go wrong, one class per kind of reader's mistake.

What is wrong *in a sheet* is a finding or a located problem, not an exception. An exception means
that the call could not be carried out at all. Every message says what was found, where, what was
expected and what to do, in the language in use when it was raised.
"""

from __future__ import annotations

import re

_UNSHOWN = re.compile("[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]")


def one_line(words: str) -> str:
    """Return a text with what would break its line or turn its direction written out, as in a Python string."""
    return _UNSHOWN.sub(lambda found: found[0].encode("unicode_escape").decode(), words)


class KaoheError(Exception):
    """Base of every error that kaohe_tools raises on purpose."""


class SheetError(KaoheError, ValueError):
    """A file could not be read as an assessment sheet.

    Parameters
    ----------
    message : str
        What was found, what was expected, what to do.
    where : str
        File, sheet and cell as far as they are known, such as ``"a.xlsx · Sheet1 · C14"``.
    """

    def __init__(self, message: str, where: str = "") -> None:
        super().__init__(one_line(f"{where}: {message}" if where else message))
        self.message = message
        self.where = where

    def __reduce__(self) -> tuple[type[SheetError], tuple[str, str]]:
        return type(self), (self.message, self.where)


class LayoutError(SheetError):
    """A sheet was read, but its header or a needed column was not found."""


class SchemeError(KaoheError, ValueError):
    """A scheme, or an edit to one, contradicts itself."""


class PointsError(KaoheError, ValueError):
    """A text or number does not say one number of points."""


class CriterionError(KaoheError, ValueError):
    """A line of criterion texts to read is malformed. No criterion text itself ever raises."""


class ProfileError(KaoheError, ValueError):
    """A review profile is missing, unreadable or has an unknown setting."""


class ProblemError(KaoheError, ValueError):
    """A rebalancing problem names something unknown or contradicts itself in one place."""


class ScenarioError(KaoheError, ValueError):
    """A scenario is unknown or deleted, its name is taken or unusable, or two cannot be compared."""


class StoreError(KaoheError, OSError):
    """The file of scenarios cannot be used, or an edit could not be saved; what was saved is kept."""


class GradingError(KaoheError, ValueError):
    """Grades or quotas contradict themselves."""


class AnalysisError(KaoheError, ValueError):
    """An analysis was asked for something that its data do not hold."""


class ModelError(KaoheError, ValueError):
    """An outcome model, or the table it is made from, names something unknown or contradicts itself."""


class NoExactFormError(KaoheError, ValueError):
    """An exact distribution would need too many different scores; a Monte Carlo simulation still works."""


class StoppedError(KaoheError):
    """The user stopped a simulation before it had anything to show."""


class StaleEditError(KaoheError):
    """An edit expects a value that no longer stands: somebody else has changed it meanwhile.

    Parameters
    ----------
    message : str
    expected, found : object
        What the edit expected, and what stands now; both are shown to the designer.
    item, field : str
        Where: an indicator's id and the name of its value, as far as they are known.
    """

    def __init__(
        self, message: str, expected: object = None, found: object = None, item: str = "", field: str = ""
    ) -> None:
        super().__init__(message)
        self.expected = expected
        self.found = found
        self.item = item
        self.field = field

    def __reduce__(self) -> tuple[type[StaleEditError], tuple[str, object, object, str, str]]:
        return type(self), (str(self), self.expected, self.found, self.item, self.field)


class CheckOptionError(KaoheError, ValueError):
    """An unknown check, or an option that a check does not have."""


class MemoError(KaoheError, ValueError):
    """A memo cannot be verified: it is none, it does not say what it rests on, or that is not there."""


class OutputError(KaoheError, OSError):
    """A file could not be written, or writing it would destroy a source."""


class MissingDependencyError(KaoheError, ImportError):
    """Something that an optional part needs is not installed; the message says how to get it."""
