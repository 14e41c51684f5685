"""WD06: items copied from one row into another."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from kaohe_tools.checks._base import Draft, Explanation, NotApplicable, at, check, excerpt, found
from kaohe_tools.findings import Severity
from kaohe_tools.locale import text
from kaohe_tools.model import Indicator, Part, Scheme
from kaohe_tools.profiles import Profile

_LEAST_CHARS = 8
_SIGNS = re.compile(r"[\s\W_]+")


@check(
    "WD06",
    "copied-text",
    text("An item stands in several rows"),
    Severity.WARNING,
    text("Looks for items with the same words in several rows, with other points or in numbers."),
    Explanation(
        why=text("The same work is scored twice, or a row lost its own text when another was copied over it."),
        example="第37行、第38行都有“服务台账完整”，一处0.5分，一处1分",
        better="每件事只在一行计分",
        fix=text("Restore the row's own text, or keep the item in one row."),
        limits=text(
            "Items are compared by their characters; one item shared by two rows with the same points is left "
            "to duplicate-indicator. Alternatives for other units may share items."
        ),
    ),
)
def copied_text(scheme: Scheme, profile: Profile) -> Iterator[Draft]:
    """Yield a finding for every pair of rows that share items with other points, or two items at least."""
    if not any(i.parts for i in scheme.indicators):
        raise NotApplicable(text("no row holds items with points of their own"))
    places: dict[str, list[tuple[Indicator, Part]]] = defaultdict(list)
    for item in scheme.indicators:
        for part in item.parts:
            words = _SIGNS.sub("", part.text)
            if len(words) >= _LEAST_CHARS:
                places[words].append((item, part))
    shared: dict[tuple[str, str], list[tuple[Part, Part]]] = defaultdict(list)
    for told in places.values():
        for n, (one, part) in enumerate(told):
            for other, twin in told[n + 1 :]:
                if one.id != other.id and not (one.alternative and one.alternative == other.alternative):
                    shared[one.id, other.id].append((part, twin))
    for (a, b), pairs in shared.items():
        differ = any(part.points != twin.points for part, twin in pairs)
        if not differ and len(pairs) < 2:
            continue
        one, other = scheme.indicator(a), scheme.indicator(b)
        part, twin = next(((p, t) for p, t in pairs if p.points != t.points), pairs[0])
        yield found(
            text(
                "Rows {row} and {other} share {n} item(s), such as “{text}” ({points} and {others} points).",
                row=one.row,
                other=other.row,
                n=len(pairs),
                text=excerpt(part.text, 20),
                points=part.points,
                others=twin.points,
            ),
            at(other, "criterion", observed=other.criterion.text),
            at(one, "criterion", observed=one.criterion.text),
            fix=text("Restore the own text of row {row}, or keep the item in one row.", row=other.row),
        )
