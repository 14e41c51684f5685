"""Two languages: one finding reads in both, and its figures stay figures."""

from __future__ import annotations

import re
import threading
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from babel.messages.pofile import read_po

from kaohe_tools import locale
from kaohe_tools.locale import language, plain, set_language, text, use_language


def test_chinese_is_the_default_and_the_environment_can_say_english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("KAOHE_LANG", raising=False)
    assert language() == "zh"
    monkeypatch.setenv("KAOHE_LANG", "en_GB.UTF-8")
    assert language() == "en"
    monkeypatch.setenv("KAOHE_LANG", "fr")
    assert language() == "zh"


def test_an_unknown_language_is_refused() -> None:
    with pytest.raises(ValueError, match="zh, en"):
        set_language("fr")


def test_the_language_goes_back_after_the_block() -> None:
    before = language()
    with use_language("en"):
        assert language() == "en"
    assert before == language()


def test_a_block_holds_for_its_own_thread_alone() -> None:
    """Two panels of one kernel in two languages: the one that works beside must not change the other's words."""
    inside, done, seen = threading.Event(), threading.Event(), []

    def beside() -> None:
        with use_language("en"):
            inside.set()
            assert done.wait(10)
            seen.append(language())

    with use_language("zh"):
        thread = threading.Thread(target=beside)
        thread.start()
        assert inside.wait(10)
        seen.append(language())
        done.set()
        thread.join(10)

    assert seen == ["zh", "en"]


def test_what_the_process_chose_reaches_no_block_of_another_thread() -> None:
    inside, done, seen = threading.Event(), threading.Event(), []

    def beside() -> None:
        with use_language("en"):
            inside.set()
            assert done.wait(10)
            seen.append(language())

    thread = threading.Thread(target=beside)
    thread.start()
    assert inside.wait(10)
    with use_language("en"):
        set_language("zh")
        seen.append(language())  # the rest of its own block follows
    done.set()
    thread.join(10)
    seen.append(language())
    set_language(None)

    assert seen == ["zh", "en", "zh"]


@pytest.mark.parametrize(
    ("value", "zh", "en"),
    [
        (Decimal("2.50"), "2.5", "2.5"),
        (Decimal("100"), "100", "100"),
        (Fraction(57, 92), "62.0%", "62.0%"),
        (Fraction(1, 2000), "0.1%", "0.1%"),
        (("甲", "乙"), "甲、乙", "甲, 乙"),
        (date(2018, 5, 25), "2018年5月25日", "2018-05-25"),
        (7, "7", "7"),
    ],
)
def test_figures_are_written_as_readers_expect(value: object, zh: str, en: str) -> None:
    with use_language("zh"):
        assert zh == plain(value)
    with use_language("en"):
        assert en == plain(value)


def test_sheet_text_with_braces_is_only_text() -> None:
    with use_language("en"):
        assert "“{0.__class__}” does not" in str(text("“{raw}” does not", raw="{0.__class__}"))


def test_values_stay_values() -> None:
    said = text("{a} of {b}", a=Decimal(92), b=[1, 2])

    assert Decimal(92) == said["a"]
    assert said["b"] == (1, 2)


def test_every_chinese_text_has_the_fields_of_the_english_one() -> None:
    path = next((locale.Path(locale.__file__).parent).rglob("*.po"))
    with path.open("rb") as file:
        catalogue = [m for m in read_po(file) if m.id]

    assert catalogue
    for message in catalogue:
        english, chinese = str(message.id), str(message.string)
        assert chinese, f"no Chinese for {english!r}"
        fields = re.compile(r"\{(\w+)[^}]*\}")
        assert sorted(fields.findall(english)) == sorted(fields.findall(chinese)), english


@pytest.mark.parametrize(
    ("lang", "said"), [("zh", "“‘便民提升计划’年度进展”：其中的“甲”"), ("en", "“‘便民提升计划’年度进展” and “甲”")]
)
def test_a_name_with_quotation_marks_has_single_ones_inside_a_quotation(
    lang: str, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """““三无”…” reads as if the quotation ended in its middle."""
    monkeypatch.setattr(locale, "gettext", lambda m: "“{name}”：其中的{part}" if lang == "zh" else m)
    assert said == str(text("“{name}” and {part}", name="“便民提升计划”年度进展", part="“甲”"))


@pytest.mark.parametrize(
    ("n", "said"),
    [(1, "move 1 point"), (Decimal("1.0"), "move 1 point"), (Decimal("0.5"), "move 0.5 points"), (3, "move 3 points")],
)
def test_one_point_is_no_points(n: object, said: str) -> None:
    with use_language("en"):
        assert said == str(text("move {n} point(s)", n=n))
