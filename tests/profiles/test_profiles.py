"""Profiles: an unknown or unusable setting is named, never passed over."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pytest

from kaohe_tools.errors import ProfileError
from kaohe_tools.locale import use_language
from kaohe_tools.profiles import Deadline, Profile, load_profile, profile_names, title_of


def written(folder: Path, toml: str) -> Path:
    path = folder / "office.toml"
    path.write_text(toml, encoding="utf-8")
    return path


def test_the_shipped_profiles_load_and_default_is_first() -> None:
    assert profile_names() == ("default", "node-annual")
    profile = load_profile("node-annual")
    assert (Decimal("0.7"), Decimal("0.8")) == profile.node_share
    assert Decimal("0.5") == profile.tick


def test_an_office_writes_its_own(tmp_path: Path) -> None:
    toml = (
        '[points]\ntotal = "99.5"\n'
        '[node]\nshare = ["0.6", "0.7"]\nannual_window = ["11-01", "12-31"]\n'
        '[checks]\nignore = { OW01 = "名单另报" }\n'
    )

    profile = load_profile(written(tmp_path, toml))

    assert ("office", Decimal("99.5")) == (profile.name, profile.total)
    assert profile.annual_window == ((11, 1), (12, 31))
    assert profile.ignored == (("OW01", "名单另报"),)


@pytest.mark.parametrize(
    ("toml", "said"),
    [
        ("[point]\ntotal = 1", r"unknown setting \[point\].*Did you mean \[points\]"),
        ("[points]\ntotl = 1", "unknown setting totl.*Did you mean total"),
        ("[points]\ntick = 0", "points.tick = 0 .*above zero"),
        ("[points]\ntick = 0.5", "points.tick = 0.5 .*in quotes"),
        ('[node]\nshare = ["0.8", "0.7"]', "node.share.*the lower first"),
        ('[node]\nannual_window = ["10-01", "13-31"]', "node.annual_window"),
        ('[checks]\nignore = { OW01 = "" }', "checks.ignore.*needs its reason"),
        ('[checks]\nseverity = { OW01 = "bad" }', "one of error, warning, note"),
        ("[wording]\nmin_requirement_chars = true", "a int is needed|int"),
        ('[reply]\ndeadline = "25 May"', "reply.deadline|is not a time"),
        ("a = [", "not valid TOML"),
    ],
)
def test_a_wrong_setting_is_named(tmp_path: Path, toml: str, said: str) -> None:
    with use_language("en"), pytest.raises(ProfileError, match=said):
        load_profile(written(tmp_path, toml))


def test_an_unknown_name_offers_the_nearest() -> None:
    with use_language("en"), pytest.raises(ProfileError, match="Did you mean node-annual"):
        load_profile("node-anual")


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with use_language("en"), pytest.raises(ProfileError, match=r"mine\.toml cannot be read"):
        load_profile(tmp_path / "mine.toml")


def test_a_deadline_without_year_takes_the_schemes() -> None:
    deadline = Deadline.read("05-25 10:00")

    assert datetime(2018, 5, 25, 10, 0) == deadline.at(2018)
    assert deadline.at(None) is None
    assert datetime(2019, 1, 2, 9, 30) == Deadline.read("2019-01-02T09:30").at(2018)


def test_a_changed_copy_leaves_the_profile() -> None:
    profile = Profile(name="x")

    assert Decimal("0.5") == profile.replace(tick=Decimal("0.5")).tick
    assert Decimal("0.1") == profile.tick


@pytest.mark.parametrize("name", profile_names())
def test_a_shipped_title_is_said_in_both_languages(name):
    """The file says it in Chinese; the panels' lists say it in the language in use."""
    profile = load_profile(name)
    with use_language("zh"):
        assert title_of(profile) == profile.title
    with use_language("en"):
        assert title_of(profile).isascii()
    assert title_of(profile.replace(title="本单位")) == "本单位"
