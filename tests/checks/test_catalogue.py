"""What holds for every check: codes, names, explanations in both languages."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest

from kaohe_tools.checks import Check, check_catalogue, check_title, explain
from kaohe_tools.checks.catalogue import CATALOGUE, FAMILIES, REDIRECTS
from kaohe_tools.locale import Text, gettext, use_language
from kaohe_tools.profiles import _TABLES

ALL = [pytest.param(c, id=c.code) for c in CATALOGUE]
NAME = re.compile(r"[a-z]+(?:-[a-z]+)+")
# "no-rule" is the problem itself (the row has no rule), not a prohibition
NAMES_THAT_MAY_BEGIN_WITH_NO = {"no-rule"}
HEADINGS = ["What it does", "Why it matters", "Example", "Better", "Options", "Fix", "Known limits", "Source"]


def test_codes_are_unique_and_in_the_order_of_their_families() -> None:
    codes = [c.code for c in CATALOGUE]

    assert len(set(codes)) == len(codes)
    assert codes == sorted(codes, key=lambda code: (FAMILIES.index(code[:2]), code))
    assert tuple(dict.fromkeys(c.family for c in CATALOGUE)) == FAMILIES


def test_codes_count_up_by_one_within_each_family() -> None:
    """A gap would mean a code was taken back: codes are only ever added or redirected."""
    for one, other in pairwise(CATALOGUE):
        if one.family == other.family:
            skipped = {f"{one.family}{n:02}" for n in range(int(one.code[2:]) + 1, int(other.code[2:]))}
            assert skipped <= set(REDIRECTS)


def test_redirects_lead_from_retired_codes_to_living_ones() -> None:
    codes = {c.code for c in CATALOGUE}

    assert not codes & set(REDIRECTS)
    assert set(REDIRECTS.values()) <= codes


def test_the_catalogue_is_what_the_public_call_returns() -> None:
    assert check_catalogue() is CATALOGUE


@pytest.mark.parametrize("check", ALL)
def test_the_name_states_the_problem_in_kebab_case(check: Check) -> None:
    assert NAME.fullmatch(check.name)
    assert check.name in NAMES_THAT_MAY_BEGIN_WITH_NO or not re.match("no-|disallow-|avoid-", check.name)
    assert [c.name for c in CATALOGUE].count(check.name) == 1


def test_the_names_that_the_design_promises_exist() -> None:
    promised = """total-mismatch section-sum-mismatch deduction-exceeds-points cap-exceeds-points
        node-share-out-of-band impossible-date mixed-date-formats node-in-annual-window annual-repeats-node
        vague-criterion empty-lead empty-evidence uncapped-deduction no-rule discretionary-wording
        duplicate-indicator unreachable-points bonus-without-cap duplicate-number numbering-gap"""

    assert set(promised.split()) <= {c.name for c in CATALOGUE}


@pytest.mark.parametrize("check", ALL)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_explanation_has_every_heading_with_a_text_below_it(check: Check, lang: str) -> None:
    with use_language(lang):
        said = explain(check.code)
        headings = [gettext(h) for h in HEADINGS]
        title, label = str(check.title), check.severity.label

    parts = re.split(r"^## (.*)\n", said, flags=re.M)
    assert headings == parts[1::2]
    assert lang == "en" or not set(headings) & set(HEADINGS)
    assert all(body.strip() for body in parts[2::2])
    assert parts[0].splitlines()[0] == (f"# {check.code} {title} · {check.name} {check.severity.mark} {label}")


@pytest.mark.parametrize("check", ALL)
def test_every_sentence_of_the_explanation_is_translated(check: Check) -> None:
    said = check.explanation
    sentences: list[Text] = [check.title, check.summary, said.why, said.fix, said.limits, said.source]
    for sentence in sentences:
        with use_language("zh"):
            chinese = gettext(sentence.message)

        assert chinese != sentence.message
        assert re.search("[一-鿿]", chinese)


@pytest.mark.parametrize("check", ALL)
def test_the_title_is_a_few_words(check: Check) -> None:
    """It heads a line of a memo and a column of a table."""
    assert check_title(check.name) == str(check.title)
    assert len(str(check.title)) <= 16
    assert [str(c.title) for c in CATALOGUE].count(str(check.title)) == 1


def test_an_unknown_check_is_called_by_its_name() -> None:
    assert check_title("some-later-check") == "some-later-check"


@pytest.mark.parametrize("check", ALL)
def test_example_and_better_differ(check: Check) -> None:
    assert check.explanation.example.strip()
    assert check.explanation.better.strip()
    assert check.explanation.example != check.explanation.better


@pytest.mark.parametrize("check", ALL)
def test_the_options_are_settings_of_a_profile(check: Check) -> None:
    known = {f"{table}.{setting.key}" for table, settings in _TABLES.items() for setting in settings}

    assert set(check.explanation.options) <= known


def test_explaining_a_family_explains_each_of_its_checks() -> None:
    assert [c.code for c in CATALOGUE if c.family == "SM"] == re.findall(r"^# (SM\d\d)", explain("SM"), re.M)
