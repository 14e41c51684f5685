"""Which indicator, and which of its rules, the words of a results sheet mean.

An indicator is named by its row (``第20行``, ``20``), by the number printed in the scheme, by its name
or label; a rule by its ordinal (``20-1``, ``规则1``), by its condition, a tier by its name. Words that
fit two are refused, never guessed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable

from kaohe_tools.locale import Text, text
from kaohe_tools.model import Indicator, Scheme
from kaohe_tools.scoring import Slot, slots

_DASH = r"[-—–‐−_.·/]"
_HEAD = re.compile(
    rf"(?:第|指标|NO\.?|#)?(?P<row>\d{{1,6}})(?P<kind>行|项|号|条)?"
    rf"(?:(?:{_DASH}|{_DASH}?规则|第|\()(?P<rule>\d{{1,3}})\)?(?:条|款|项)?(?:{_DASH}(?P<tier>\d{{1,3}}))?)?(?P<rest>.*)"
)
_ORDINAL = re.compile(rf"(?:第|规则)?(?P<rule>\d{{1,3}})(?:条|款|项)?(?:{_DASH}(?P<tier>\d{{1,3}}))?")
_EDGES = " 　，,；;、。.:·-_/()[]"
_FEW = 3


class Unclear(Exception):  # noqa: N818 - it carries a sentence for the reader, not a fault of ours
    """Words that name no indicator or rule, or more than one."""

    def __init__(self, code: str, message: Text) -> None:
        super().__init__(message.message)
        self.code, self.message = code, message


def squeezed(words: str) -> str:
    """Return words as they are compared: no blanks, half-width, no punctuation at the ends."""
    return "".join(unicodedata.normalize("NFKC", words).split()).strip(_EDGES)


class Names:
    """The names of a scheme's indicators and rules.

    Attributes
    ----------
    slots : tuple of Slot
        Everything that can be recorded under the scheme.
    worth : dict
        Indicator id → its points.
    """

    def __init__(self, scheme: Scheme) -> None:
        self.slots = slots(scheme)
        self.worth = {i.id: i.points for i in scheme.indicators}
        self._of: dict[str, list[Slot]] = {i.id: [] for i in scheme.indicators}
        for slot in self.slots:
            self._of[slot.indicator].append(slot)
        self._rows = {i.id: i for i in scheme.indicators}
        self._ordinals = _index(scheme.indicators, lambda i: (i.id, i.number))
        self._names = _index(scheme.indicators, lambda i: (i.name, i.label))
        self._sections = _index(scheme.indicators, lambda i: i.path[-1:])

    def indicator(self, words: str) -> tuple[Indicator, str]:
        """Return the indicator that some words name, and what they say about its rule.

        Raises
        ------
        Unclear
            If they name none, or fit several.
        """
        bare = squeezed(words)
        for index in (self._ordinals, self._names, self._sections):
            if found := index.get(bare):
                return _only(found, words), ""
        match = _HEAD.fullmatch(bare)
        found = self._by_row(match) if match else []
        if match is None or not found:
            raise Unclear("unknown-indicator", text("“{words}” is no indicator of this scheme", words=_short(words)))
        item = _only(found, words)
        rest = match["rest"].strip(_EDGES)
        if rest and not self.agrees(item, rest):
            message = text(
                "“{words}”: “{rest}” does not stand in row {row} of the scheme ({label})",
                words=_short(words), rest=_short(rest), row=item.row, label=_short(item.label),
            )  # fmt: skip
            raise Unclear("indicator-disagrees", message)
        ordinal = "-".join(part for part in (match["rule"], match["tier"]) if part)
        self.refuse_contradiction(item, ordinal, rest)
        return item, ordinal or (rest if self._conditions(item, rest) else "")

    def rules(self, item: Indicator, words: str) -> list[Slot]:
        """Return the slots of an indicator that some words may mean; all of them for no words.

        Raises
        ------
        Unclear
            If they name no rule of it.
        """
        own, bare = self._of[item.id], squeezed(words)
        if not bare:
            return own
        if match := _ORDINAL.fullmatch(bare):
            rule, tier = int(match["rule"]) - 1, match["tier"]
            found = [s for s in own if s.rule == rule and tier in (None, str((s.tier or 0) + 1))]
        else:
            found = self._conditions(item, bare)
        if not found:
            message = text("row {row} has no rule “{words}”", row=item.row, words=_short(words))
            raise Unclear("unknown-rule", message)
        return found

    def slot(self, item: Indicator, words: str) -> Slot:
        """Return the one slot of an indicator that some words mean.

        Raises
        ------
        Unclear
            If they name no rule, or it takes more words to tell which.
        """
        found = self.rules(item, words)
        if not found:
            message = text("row {row} has no rule that something could be recorded for", row=item.row)
            raise Unclear("unknown-rule", message)
        if len(found) > 1:
            ways = tuple(f"{item.row}-{ordinal(s)} {_short(s.label)}" for s in found[:_FEW])
            message = text("row {row} has {n} rules; say which: {ways}", row=item.row, n=len(found), ways=ways)
            raise Unclear("several-rules", message)
        return found[0]

    def rule(self, item: Indicator, words: str) -> int | None:
        """Return the ordinal (from 0) of the rule that some words mean; None for no words.

        Raises
        ------
        Unclear
            If they name no rule, or fit several.
        """
        if not squeezed(words):
            return None
        found = sorted({s.rule for s in self.rules(item, words)})
        if len(found) > 1:
            message = text("“{words}” fits several rules of row {row}", words=_short(words), row=item.row)
            raise Unclear("several-rules", message)
        return found[0]

    def refuse_contradiction(self, item: Indicator, rule: str, words: str) -> None:
        """Refuse a rule's ordinal beside the words of another rule.

        Raises
        ------
        Unclear
            If the words are the condition of rules of this indicator, but not of that one.
        """
        said = self._conditions(item, squeezed(words)) if rule else []
        if said and not {s.key for s in said} & {s.key for s in self.rules(item, rule)}:
            message = text("“{words}” is not rule {rule} of row {row}", words=_short(words), rule=rule, row=item.row)
            raise Unclear("rule-disagrees", message)

    def agrees(self, item: Indicator, words: str) -> bool:
        """Whether some words stand in what the scheme says about an indicator."""
        said = (item.id, item.number, item.label, item.due, item.criterion.text, *item.path)
        labels = (s.label for s in self._of[item.id])
        return any(squeezed(words) in squeezed(part) for part in (*said, *labels))

    def _by_row(self, match: re.Match[str]) -> list[Indicator]:
        if match["kind"] == "行":
            return [self._rows[match["row"]]] if match["row"] in self._rows else []
        return self._ordinals.get(match["row"], [])

    def _conditions(self, item: Indicator, bare: str) -> list[Slot]:
        """Return the slots whose condition or tier these words are, else those that they are a part of."""
        if not bare:
            return []
        named = [(s, _said(item, s)) for s in self._of[item.id]]
        exact = [s for s, said in named if bare in said]
        return exact or [s for s, said in named if any(bare in part or (part and part in bare) for part in said)]


def ordinal(slot: Slot) -> str:
    """Return a slot's ordinal within its indicator, from 1: ``"2"``, with a tier ``"2-1"``."""
    return f"{slot.rule + 1}" if slot.tier is None else f"{slot.rule + 1}-{slot.tier + 1}"


def _said(item: Indicator, slot: Slot) -> tuple[str, ...]:
    """Return how a sheet may name a slot in words."""
    rule = item.criterion.rules[slot.rule]
    words = [slot.label]
    words += [rule.trigger] if slot.tier is None else [slot.label.split(" · ")[-1]]
    words += [] if slot.tier is not None else [item.criterion.text[slice(*rule.clause)]]
    return tuple(squeezed(w) for w in words if w)


def _index(items: Iterable[Indicator], names: Callable[[Indicator], Iterable[str]]) -> dict[str, list[Indicator]]:
    found: dict[str, list[Indicator]] = {}
    for item in items:
        for key in dict.fromkeys(squeezed(name) for name in names(item)):
            if key:
                found.setdefault(key, []).append(item)
    return found


def _only(found: list[Indicator], words: str) -> Indicator:
    if len(found) == 1:
        return found[0]
    rows = tuple(str(item.row) for item in found)
    message = text(
        "“{words}” fits rows {rows} of the scheme; write the row, such as 第{first}行",
        words=_short(words), rows=rows, first=rows[0],
    )  # fmt: skip
    raise Unclear("several-indicators", message)


def _short(words: str) -> str:
    bare = " ".join(words.split())
    return bare if len(bare) <= 30 else bare[:29] + "…"
