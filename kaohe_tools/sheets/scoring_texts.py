"""The scoring texts of one sheet, each read once, and no more of them than can be read in time."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from kaohe_tools.criteria import parse_criterion
from kaohe_tools.errors import SheetError
from kaohe_tools.locale import _
from kaohe_tools.model import Criterion

MAX_CHARACTERS = 1_000_000


@dataclass
class ScoringTexts:
    """What the texts of a sheet mean; lives only while it is being read."""

    where: str
    read: dict[tuple[str, Decimal | None], Criterion] = field(default_factory=dict)
    characters: int = 0

    def criterion(self, words: str, points: Decimal | None = None) -> Criterion:
        """Return what a text means for an indicator of so many points.

        Raises
        ------
        SheetError
            If the sheet's texts are longer in all than any scheme's.
        """
        key = (words, points)
        known = self.read.get(key)
        if known is None:
            self.characters += len(words)
            if self.characters > MAX_CHARACTERS:
                raise SheetError(
                    _("the scoring texts have more than {n} characters in all; split the file.").format(
                        n=MAX_CHARACTERS
                    ),
                    self.where,
                )
            known = self.read[key] = parse_criterion(words, points)
        return known
