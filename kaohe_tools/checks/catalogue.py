"""The catalogue: every check, in the order of its code. Nothing registers itself."""

from __future__ import annotations

from collections.abc import Mapping

from kaohe_tools.checks import (
    absent,
    alternatives,
    awards,
    balance,
    beside,
    copies,
    dates,
    duplicates,
    grades,
    limits,
    lost,
    ownership,
    parts,
    reach,
    reading,
    repeats,
    rules,
    stated,
    structure,
    sums,
    unpriced,
    wording,
)
from kaohe_tools.checks._base import Check
from kaohe_tools.locale import _

FAMILIES: tuple[str, ...] = ("SM", "BL", "RL", "WD", "DT", "OW", "ST")
"""Sums, balance, rules, wording, dates, ownership, structure."""

CATALOGUE: tuple[Check, ...] = (
    sums.total_mismatch,  # SM01
    sums.section_sum_mismatch,  # SM02
    sums.missing_points,  # SM03
    sums.non_positive_points,  # SM04
    sums.off_tick_points,  # SM05
    stated.stated_sum_mismatch,  # SM06
    parts.section_sums_cancel,  # SM07
    parts.subtotal_mismatch,  # SM08
    parts.parts_sum_mismatch,  # SM09
    alternatives.variant_total_mismatch,  # SM10
    alternatives.variant_coverage,  # SM11
    alternatives.shared_points_mismatch,  # SM12
    absent.points_missing_altogether,  # SM13
    balance.node_share_out_of_band,  # BL01
    balance.task_node_share_out_of_band,  # BL02
    balance.odd_node_count,  # BL03
    rules.deduction_exceeds_points,  # RL01
    rules.deduction_sum_exceeds_points,  # RL02
    limits.uncapped_deduction,  # RL03
    rules.no_rule,  # RL04
    rules.unread_scoring,  # RL05
    unpriced.unpriced_requirement,  # RL06
    limits.cap_exceeds_points,  # RL07
    reach.unreachable_points,  # RL08
    limits.bonus_without_cap,  # RL09
    grades.tiers_not_monotonic,  # RL10
    grades.band_gap,  # RL11
    grades.band_overlap,  # RL12
    lost.lost_figure,  # RL13
    rules.deduction_beyond_item,  # RL14
    repeats.repeated_deduction,  # RL15
    awards.award_exceeds_points,  # RL16
    beside.penalty_without_cap,  # RL17
    beside.open_veto,  # RL18
    wording.vague_criterion,  # WD01
    wording.vague_evidence,  # WD02
    wording.annual_repeats_node,  # WD03
    duplicates.duplicate_indicator,  # WD04
    wording.discretionary_wording,  # WD05
    copies.copied_text,  # WD06
    dates.impossible_date,  # DT01
    dates.mixed_date_formats,  # DT02
    dates.node_in_annual_window,  # DT03
    dates.date_outside_year,  # DT04
    dates.undated_indicator,  # DT05
    ownership.empty_lead,  # OW01
    ownership.empty_evidence,  # OW02
    ownership.empty_assessor,  # OW03
    ownership.missing_column,  # OW04
    ownership.empty_required_cells,  # OW05
    structure.duplicate_number,  # ST01
    structure.numbering_gap,  # ST02
    structure.repeated_header,  # ST03
    structure.text_number,  # ST04
    structure.announced_section_missing,  # ST05
    structure.unreadable_cell,  # ST06
    reading.hidden_points,  # ST07
    reading.formula_without_value,  # ST08
    reading.shifted_label,  # ST09
    reading.repeated_row,  # ST10
    reading.file_read_with_care,  # ST11
)

REDIRECTS: Mapping[str, str] = {}
"""Retired codes and the codes that took their place; a code is never used twice."""


def family_label(family: str) -> str:
    """Return the word for a family of checks in the language in use."""
    return {
        "SM": _("sums"),
        "BL": _("balance"),
        "RL": _("rules"),
        "WD": _("wording"),
        "DT": _("dates"),
        "OW": _("ownership"),
        "ST": _("structure"),
    }[family]
