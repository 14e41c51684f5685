"""Points at the end of a sentence: （8分，由某办制定细则并评分）, and the sub-points inside an item."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from kaohe_tools.model import Part
from kaohe_tools.points import parse_points

_NUMBER = r"([0-9０-９]{1,4}(?:[.．][0-9０-９]{1,3})?)"
_CLOSING = re.compile(rf"[（(〔\[]\s*{_NUMBER}\s*分\s*([^（）()〔〕\[\]]*)[）)〕\]]")
_ASSESSOR = re.compile(r"由(.{1,100}?)(?:负责|分别|制定|拟定|评分|打分|审定|考核|评定)")
_SHARE = re.compile(rf"{_NUMBER}\s*分\s*由(.{1, 100}?)(?:负责|分别|制定|拟定|评分|打分)")
_BEHIND = re.compile(rf"[,，、]\s*{_NUMBER}\s*分\s*(?=[;；。]|$)")
_LEAD = re.compile(r"^[；;。，,、:：\s]*(?:考核)?")


@dataclass(frozen=True, slots=True)
class Worth:
    """What an item is worth: its points (None where it names none), its parts, who scores it."""

    points: Decimal | None
    parts: tuple[Part, ...] = ()
    assessor: str = ""


def worth_of(text: str) -> Worth:
    """Return the points that an item's text names in brackets.

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
    assessors = list(dict.fromkeys(a for m in found for a in _ASSESSOR.findall(m[2])))
    who = "、".join(assessors)
    rest = sum(figures[1:], Decimal(0))
    if len(found) > 1 and not found[0][2].strip(" ,，") and rest == figures[0]:
        return Worth(figures[0], _parts(text, found[1:], found[0].end()), who)
    if len(found) > 1:
        return Worth(sum(figures, Decimal(0)), _parts(text, found, 0), who)
    inside = _SHARE.findall(found[0][2])
    if len(inside) > 1:
        parts = tuple(
            Part(number=str(n), text=a, points=parse_points(p), assessor=a) for n, (p, a) in enumerate(inside, 1)
        )
    else:
        parts = _behind_commas(text[: found[0].start()])
    return Worth(figures[0], parts, who)


def _parts(text: str, found: list[re.Match[str]], at: int) -> tuple[Part, ...]:
    out = []
    for n, match in enumerate(found, 1):
        words = _LEAD.sub("", text[at : match.start()])
        words = re.split("[。]", words)[-1] if len(words) > 80 else words
        assessor = "、".join(_ASSESSOR.findall(match[2]))
        out.append(Part(number=str(n), text=_LEAD.sub("", words), points=parse_points(match[1]), assessor=assessor))
        at = match.end()
    return tuple(out)


def _behind_commas(text: str) -> tuple[Part, ...]:
    out, at = [], 0
    for n, match in enumerate(_BEHIND.finditer(text), 1):
        out.append(Part(number=str(n), text=_LEAD.sub("", text[at : match.start()]), points=parse_points(match[1])))
        at = match.end()
    return tuple(out) if len(out) > 1 else ()
