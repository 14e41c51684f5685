"""Points that a text names, and where the figures stand.

Behind a label (组织建设（35分）), behind items (1.…（4分）；2.…), at the end of a sentence
(…。（8分，由某办制定细则并评分）), for the whole scheme (满分：100分).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from kaohe_tools.criteria.rewriting import Span
from kaohe_tools.errors import PointsError
from kaohe_tools.model import Part
from kaohe_tools.points import parse_points

IN_LABEL = re.compile(r"[（(〔\[【]\s*+(?:共|计|满分)?\s*+([0-9０-９.．]+)\s*分\s*[）)〕\]】]\s*$")
"""The points at the end of a section's name or an item's label."""

WHOLE = re.compile(r"(?:满分|总分值?|总计|合计|共计)[为是计:：]*\s*([0-9０-９]+(?:[.．][0-9０-９]+)?)\s*分")
"""The full mark, in a line above a table or at the head of a text."""

_ITEM = re.compile(r"[（(〔\[【]\s*+(?:共|计)?\s*+([0-9０-９]{1,3}(?:[.．][0-9０-９]{1,3})?)\s*分\s*[）)〕\]】]")
_MARK = re.compile(r"^[；;。，,、\s]*(?:([0-9０-９]{1,2})[.．、]|[（(]([0-9０-９]{1,2})[）)]|([①-⑳]))?\s*")

_NUMBER = r"([0-9０-９]{1,4}(?:[.．][0-9０-９]{1,3})?)"
_CLOSING = re.compile(rf"[（(〔\[]\s*{_NUMBER}\s*分\s*([^（）()〔〕\[\]]*)[）)〕\]]")
_ASSESSOR = re.compile(r"由(.{1,100}?)(?:负责|分别|制定|拟定|评分|打分|审定|考核|评定)")
_SHARE = re.compile(rf"{_NUMBER}\s*分\s*由(.{{1,100}}?)(?:负责|分别|制定|拟定|评分|打分)")
_BEHIND = re.compile(rf"[,，、]\s*{_NUMBER}\s*分\s*(?=[;；。]|$)")
_LEAD = re.compile(r"^[；;。，,、:：\s]*(?:考核)?")


def label_points(label: str) -> Decimal | None:
    """Return the points at the end of a label; None where it names none, or none that can be read."""
    match = IN_LABEL.search(label)
    try:
        return parse_points(match[1]) if match else None
    except PointsError:
        return None


def holds_points(text: str) -> bool:
    """Return whether a text names points in brackets, as labels and items do."""
    return _ITEM.search(text) is not None


@dataclass(frozen=True, slots=True)
class Worth:
    """What a text is worth.

    Attributes
    ----------
    points : Decimal or None
        None where it names none.
    assessor : str
        Who scores it.
    at : (int, int) or None
        Where the figure of `points` stands; None where the parts only add up to it.
    parts_at : tuple of (int, int)
        Where the figure of each part stands.
    """

    points: Decimal | None
    parts: tuple[Part, ...] = ()
    assessor: str = ""
    at: Span | None = None
    parts_at: tuple[Span, ...] = ()


def items_of(text: str) -> Worth:
    """Return the items of a text that name their points in brackets behind them, and their sum.

    Examples
    --------
    >>> [(p.number, p.text, p.points) for p in items_of("1.按期办结（2分）；2.回访（1分）。").parts]
    [('1', '按期办结', Decimal('2')), ('2', '回访', Decimal('1'))]
    """
    found: list[Part] = []
    places: list[Span] = []
    at = 0
    for match in _ITEM.finditer(text):
        words = text[at : match.start()]
        at = match.end()
        mark = _MARK.match(words)
        assert mark is not None  # noqa: S101 - every part of it may be empty
        said = words[mark.end() :].strip()
        if said:
            number = next((n for n in mark.groups() if n), "")
            found.append(Part(number=number, text=said, points=parse_points(match[1])))
            places.append(match.span(1))
    total = sum((p.points for p in found), Decimal(0)) if found else None
    return Worth(points=total, parts=tuple(found), parts_at=tuple(places))


def worth_of(text: str) -> Worth:
    """Return the points that a paragraph's text names in brackets.

    A figure alone in brackets before others is their sum; else several figures add up. Figures
    inside the last bracket (8分由甲办评分；32分由乙办评分) and behind commas (…，10分；…，30分。)
    are parts of it.

    Examples
    --------
    >>> worth_of("健全制度。（8分，由某办制定细则并评分）").points
    Decimal('8')
    """
    found = list(_CLOSING.finditer(text))
    if not found:
        return Worth(points=None)
    figures = [parse_points(m[1]) for m in found]
    places = tuple(m.span(1) for m in found)
    assessors = list(dict.fromkeys(a for m in found for a in _ASSESSOR.findall(m[2])))
    who = "、".join(assessors)
    rest = sum(figures[1:], Decimal(0))
    if len(found) > 1 and not found[0][2].strip(" ,，") and rest == figures[0]:
        return Worth(figures[0], _parts(text, found[1:], found[0].end()), who, places[0], places[1:])
    if len(found) > 1:
        return Worth(sum(figures, Decimal(0)), _parts(text, found, 0), who, None, places)
    inside = list(_SHARE.finditer(text, found[0].start(2), found[0].end(2)))
    if len(inside) > 1:
        parts = tuple(
            Part(number=str(n), text=m[2], points=parse_points(m[1]), assessor=m[2]) for n, m in enumerate(inside, 1)
        )
        return Worth(figures[0], parts, who, places[0], tuple(m.span(1) for m in inside))
    behind = list(_BEHIND.finditer(text, 0, found[0].start()))
    if len(behind) < 2:
        return Worth(figures[0], (), who, places[0])
    return Worth(figures[0], _behind_commas(text, behind), who, places[0], tuple(m.span(1) for m in behind))


def _parts(text: str, found: list[re.Match[str]], at: int) -> tuple[Part, ...]:
    out = []
    for n, match in enumerate(found, 1):
        words = _LEAD.sub("", text[at : match.start()])
        words = re.split("[。]", words)[-1] if len(words) > 80 else words
        assessor = "、".join(_ASSESSOR.findall(match[2]))
        out.append(Part(number=str(n), text=_LEAD.sub("", words), points=parse_points(match[1]), assessor=assessor))
        at = match.end()
    return tuple(out)


def _behind_commas(text: str, found: list[re.Match[str]]) -> tuple[Part, ...]:
    out, at = [], 0
    for n, match in enumerate(found, 1):
        out.append(Part(number=str(n), text=_LEAD.sub("", text[at : match.start()]), points=parse_points(match[1])))
        at = match.end()
    return tuple(out)
