"""What is chosen for a simulation, as it is written, and what comes of it."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest

from kaohe_tools.errors import KaoheError, ModelError
from kaohe_tools.locale import use_language
from kaohe_tools.outlook import Method, outlook
from kaohe_tools.outlook_options import UNITS, OutlookOptions
from kaohe_tools.scoring import score
from kaohe_tools.sheets import load_results
from kaohe_tools.simulate import default_model, model_from_results


def test_what_is_written_is_read_as_it_is_meant():
    asked = OutlookOptions.read(
        {
            "quota": ("优秀=20%", "良好=0.3"),
            "shift": ("-0.5",),
            "grade": ("优秀=90",),
            "seed": ("7",),
            "shock": ("0",),
            "method": ("monte-carlo",),
            "replications": ("500",),
            "bonus_cap": ("10", "专项一=5"),
        }
    )
    assert asked.quotas == {"优秀": Fraction(1, 5), "良好": Fraction(3, 10)}
    assert (asked.shift, asked.spread, asked.seed, asked.shock) == (-0.5, 1.0, 7, 0.0)
    assert (asked.lines, asked.method, asked.replications) == ({"优秀": Decimal(90)}, Method.MONTE_CARLO, 500)
    assert (asked.caps.whole, asked.caps.sections) == (10, (("专项一", Decimal(5)),))


def test_nothing_written_is_the_usual():
    asked = OutlookOptions.read({})
    assert (asked.units, asked.lines, asked.quotas, asked.shock, asked.method) == (None, None, {}, None, Method.EXACT)


@pytest.mark.parametrize(
    ("option", "said", "named"),
    [
        ("grade", "优秀", "优秀"),
        ("grade", "=90", "=90"),
        ("grade", "优秀=高", "高"),
        ("quota", "优秀=1/0", "1/0"),
        ("quota", "优秀=少", "少"),
        ("shift", "快", "快"),
        ("spread", "宽", "宽"),
        ("units", "三", "三"),
        ("seed", "1.5", "1.5"),
        ("replications", "多", "多"),
        ("method", "guess", "guess"),
        ("bonus_cap", "许多", "许多"),
    ],
)
def test_what_cannot_be_read_is_told_in_its_words(option, said, named):
    with pytest.raises(KaoheError, match=named):
        OutlookOptions.read({option: (said,)})


def test_the_outlook_is_that_of_the_adjusted_model(sample_scheme):
    asked = OutlookOptions.read({"units": ("4",), "shift": ("0.5",), "spread": ("2",), "shock": ("0.3",)})
    seen = asked.outlook(sample_scheme, asked.model(sample_scheme))
    model = default_model(sample_scheme, 4).adjusted(shift=0.5, spread=2.0, shock=0.3)
    assert seen.mean == pytest.approx(outlook(sample_scheme, model).mean)


def test_units_are_those_of_the_results_or_as_many_as_one_says(sample_scheme, sample_path, node_annual):
    results = load_results(sample_path.parent / "results_2023.xlsx", sample_scheme, node_annual)
    usual = OutlookOptions.read({})
    assert len(usual.model(sample_scheme).units) == UNITS
    assert usual.model(sample_scheme, results).units == model_from_results(sample_scheme, results.events).units
    for units in ("0", "-3"):
        with pytest.raises(ModelError, match=units):
            OutlookOptions.read({"units": (units,)}).model(sample_scheme)
    with pytest.raises(ModelError, match="--units"):
        OutlookOptions.read({"units": ("5",)}).model(sample_scheme, results)


def test_a_scheme_beside_itself_changes_nothing(sample_scheme):
    asked = OutlookOptions.read({"units": ("3",)})
    both = asked.beside(sample_scheme, sample_scheme, asked.model(sample_scheme))
    assert abs(both.seen.change).max() == pytest.approx(0, abs=1e-12)
    first, second = both.analysed(asked, None)
    assert first.why == second.why != ""
    assert [i.full for i in first.analysis.items] == [i.full for i in second.analysis.items]


def test_lines_for_quotas_rest_on_records_alone(sample_scheme, sample_path, node_annual):
    """Of 60 units at most 12 are to come in."""
    results = load_results(sample_path.parent / "results_2023.xlsx", sample_scheme, node_annual)
    asked = OutlookOptions.read({"quota": ("优秀=20%",)})
    ((name, line),) = asked.lines_for_quotas(sample_scheme, results)
    assert (name, line.of, line.units <= 12) == ("优秀", 60, True)
    assert asked.lines_for_quotas(sample_scheme, None) == ()
    assert OutlookOptions.read({}).lines_for_quotas(sample_scheme, results) == ()


@pytest.mark.parametrize(("options", "named"), [({}, "优秀、良好、合格"), ({"grade": ("好=80",)}, "好")])
def test_a_quota_of_a_grade_that_there_is_not_is_refused(sample_scheme, options, named):
    asked = OutlookOptions.read({"quota": ("卓越=20%",), **options})
    with pytest.raises(ModelError, match=f"没有“卓越”这个等次；现有等次是{named}"):
        asked.outlook(sample_scheme, asked.model(sample_scheme))


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_usual_grades_are_known_in_either_language(sample_scheme, lang):
    with use_language(lang):
        asked = OutlookOptions.read({"quota": ("good=30%", "优秀=20%"), "units": ("10",)})
        seen = asked.outlook(sample_scheme, asked.model(sample_scheme))
    assert [room for _name, room, _chances in seen.quotas] == [2, 5]


def test_the_line_for_a_lower_grade_leaves_room_for_the_better_one(sample_scheme, sample_path, node_annual):
    """60 units: 12 for 优秀 and 18 for 良好, so the line of 良好 is for the first 30."""
    results = load_results(sample_path.parent / "results_2023.xlsx", sample_scheme, node_annual)
    found = OutlookOptions.read({"quota": ("优秀=20%", "良好=30%")}).lines_for_quotas(sample_scheme, results)

    totals = sorted(score(sample_scheme, results.events).totals(), reverse=True)
    (_first, _line), (name, line) = found
    assert name == "优秀、良好合计"
    assert sum(total >= line.points for total in totals) == line.units <= 30 < line.next_units


def test_effort_that_follows_points_needs_a_second_scheme(sample_scheme):
    asked = OutlookOptions.read({"response": ("0.5",), "units": ("3",)})
    with pytest.raises(ModelError, match="--response"):
        asked.outlook(sample_scheme, asked.model(sample_scheme))
