"""What can go wrong, one class per kind of reader's mistake.

What is wrong *in a sheet* is a finding or a located problem, not an exception. An exception means
that the call could not be carried out at all. Every message says what was found, where, what was
expected and what to do, in the language in use when it was raised.
"""

from __future__ import annotations


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
        super().__init__(f"{where}: {message}" if where else message)
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
    """

    def __init__(self, message: str, expected: object = None, found: object = None) -> None:
        super().__init__(message)
        self.expected = expected
        self.found = found

    def __reduce__(self) -> tuple[type[StaleEditError], tuple[str, object, object]]:
        return type(self), (str(self), self.expected, self.found)


class CheckOptionError(KaoheError, ValueError):
    """An unknown check, or an option that a check does not have."""


class OutputError(KaoheError, OSError):
    """A file could not be written, or writing it would destroy a source."""


class MissingDependencyError(KaoheError, ImportError):
    """Something that an optional part needs is not installed; the message says how to get it."""
