"""A table of sentences (sentences.txt) and what each of them means."""

from decimal import Decimal
from pathlib import Path

import pytest

from kaohe_tools.criteria import parse_criterion
from kaohe_tools.model import Band, Criterion, Rule
from kaohe_tools.points import format_points as f

TABLE = Path(__file__).with_name("sentences.txt").read_text("utf-8")


def cases() -> list[tuple[str, str, str]]:
    found = []
    for line in TABLE.splitlines():
        if " ⇒" in line and not line.startswith("#"):
            left, _arrow, meaning = line.partition(" ⇒")
            text, _at, points = left.partition(" @")
            found.append((text, points, meaning.strip()))
    return found


def shown_band(band: Band) -> str:
    if band.label and band.min is None and band.max is None:
        return f"{band.label}:{f(band.points)}"
    low, high = ("" if end is None else f(end) for end in (band.min, band.max))
    return f"{low}..{high}:{f(band.points)}"


def shown_amount(rule: Rule) -> str:
    if rule.tiers:
        return " " + "|".join(map(f, rule.tiers))
    if rule.min is not None and rule.points is not None:
        return f" {f(rule.min)}~{f(rule.points)}"
    return f" {f(rule.points)}" if rule.points is not None else ""


def shown_rule(rule: Rule) -> str:
    said = rule.kind.value
    if said == "band":
        return " ".join([said, *map(shown_band, rule.bands)])
    if said in ("zero", "veto", "proportional"):
        return said
    said += shown_amount(rule)
    said += f" ×{f(rule.factor)}" if rule.factor is not None else ""
    said += f" {f(rule.share * 100)}%" if rule.share is not None else ""
    if rule.per is not None:
        said += "/" + (f(rule.per.count) if rule.per.count != 1 else "") + rule.per.unit
    said += f" ≤{f(rule.cap)}" if rule.cap is not None else ""
    return said + " more" * rule.additional + " beyond" * rule.beyond_item


def shown(criterion: Criterion) -> str:
    parts = [shown_rule(rule) for rule in criterion.rules]
    if criterion.item_cap is not None:
        parts.append(f"cap {f(criterion.item_cap)}")
    if criterion.unread:
        parts.append(f"unread {len(criterion.unread)}")
    return "; ".join(parts)


@pytest.mark.parametrize(("text", "points", "meaning"), cases(), ids=lambda value: value[:24])
def test_a_sentence_means_what_its_reader_takes_it_to_mean(text, points, meaning):
    assert shown(parse_criterion(text, Decimal(points) if points else None)) == meaning
