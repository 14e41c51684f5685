"""A layout is written into a profile's text and nothing else in it changes."""

from __future__ import annotations

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaohe_tools.errors import ProfileError
from kaohe_tools.locale import use_language
from kaohe_tools.profiles import SavedLayout, load_profile, profile_file
from kaohe_tools.profiles.layouts import with_layout, without_layouts

ONE = SavedLayout(headings=("项", "值多少", ""), fields=("number", "points", ""))
TWO = SavedLayout(headings=("甲", "乙"), fields=("points", "criterion"))
OFFICE = """# 本局的标准，勿删
title = "本局"   # 全称

[columns]   # 各列
required = ["points"]     # 只要分值
# synonyms = { points = ["赋分"] }

# 督查室的表
[[columns.layouts]]
headings = ["甲", "乙"]   # 两列
fields = ["points", ""]

[points]
tick = "0.5"  # 半分
"""


def never(_layout: SavedLayout) -> bool:
    return False


def layouts_of(toml: str) -> list[tuple[tuple[str, ...], tuple[str, ...]]]:
    saved = tomllib.loads(toml).get("columns", {}).get("layouts", [])
    return [(tuple(one["headings"]), tuple(one["fields"])) for one in saved]


def as_pair(layout: SavedLayout) -> tuple[tuple[str, ...], tuple[str, ...]]:
    return layout.headings, layout.fields


def test_every_line_and_comment_stays() -> None:
    made = with_layout(OFFICE, ONE, never)

    assert [line for line in OFFICE.splitlines() if line not in made.splitlines()] == []
    assert layouts_of(made) == [(("甲", "乙"), ("points", "")), as_pair(ONE)]


def test_one_of_the_same_headings_is_replaced_where_it_stands() -> None:
    made = with_layout(with_layout(OFFICE, ONE, never), TWO, lambda one: one.headings == TWO.headings)

    assert layouts_of(made) == [as_pair(TWO), as_pair(ONE)]
    assert "# 督查室的表" in made


def test_of_several_that_are_replaced_the_last_place_is_taken() -> None:
    """The one saved last counts, so the new one must not stand before another that fits as well."""
    both = with_layout(OFFICE, ONE, never)

    made = with_layout(both, TWO, lambda _one: True)

    assert layouts_of(made) == [as_pair(TWO)]


def test_what_was_added_can_be_taken_out_again() -> None:
    text = profile_file("default").read_text("utf-8")

    assert without_layouts(with_layout(text, ONE, never), lambda _one: True) == text


def test_the_shipped_profile_with_a_layout_loads(tmp_path) -> None:
    path = tmp_path / "本局.toml"
    path.write_text(with_layout(profile_file("node-annual").read_text("utf-8"), ONE, never), "utf-8")

    loaded = load_profile(path)

    assert loaded.layouts == (ONE,)
    assert loaded.replace(layouts=(), name="node-annual") == load_profile("node-annual")


@pytest.mark.parametrize(
    "toml",
    [
        "",
        "# nothing but this\n",
        'columns.required = ["points"]\n',
        '[columns]\r\nrequired = ["points"]\r\n\r\n[points]\r\ntick = 1\r\n',
        '[columns]\nlayouts = [{headings = ["a", "b"], fields = ["points", ""]}] # inline\n[points]\ntick = 1\n',
        '[columns.synonyms]\npoints = ["赋分"]\n[points]\ntick = 1\n',
        '[points]\ntick = 1\n[columns]\nrequired = ["points"]\n# the end',
    ],
)
def test_however_the_profile_is_written(toml: str) -> None:
    made = with_layout(with_layout(toml, ONE, never), TWO, never)

    assert layouts_of(made)[-2:] == [as_pair(ONE), as_pair(TWO)]
    rest = tomllib.loads(made)
    before = tomllib.loads(toml)
    assert {k: v for k, v in rest.items() if k != "columns"} == {k: v for k, v in before.items() if k != "columns"}
    for said in (line.split("#")[1] for line in toml.splitlines() if "#" in line):
        assert said in made


@pytest.mark.parametrize(
    ("toml", "said"),
    [
        ("a = [", "not valid TOML"),
        ('columns = { required = ["points"] }\n', r"begin its columns with a line \[columns\]"),
    ],
)
def test_a_text_that_cannot_be_added_to_is_refused(toml: str, said: str) -> None:
    with use_language("en"), pytest.raises(ProfileError, match=said):
        with_layout(toml, ONE, never)


cells = st.text(max_size=6)


@given(st.lists(st.tuples(cells, st.sampled_from(["", "points", "name", "lead"])), min_size=1, max_size=6))
def test_any_heading_comes_back_as_it_was(columns: list[tuple[str, str]]) -> None:
    """Quotes, line breaks, brackets, control characters: a heading is text, whatever it says."""
    layout = SavedLayout(headings=tuple(h for h, _f in columns), fields=tuple(f for _h, f in columns))

    assert layouts_of(with_layout(OFFICE, layout, never))[-1] == as_pair(layout)
