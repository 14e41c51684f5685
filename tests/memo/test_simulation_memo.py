"""The simulation memo: assumptions first; its figures are those of the simulation, picture by picture with a table."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from fractions import Fraction

import pytest
from openpyxl import load_workbook

from kaohe_tools.errors import MemoError
from kaohe_tools.locale import plain, use_language
from kaohe_tools.memo import Input, Kind, Letter, Order, make_memo, render_memo
from kaohe_tools.memo.document import Grid, Heading, Paragraph, Picture
from kaohe_tools.memo.simulation import _percent
from kaohe_tools.outlook import outlook
from kaohe_tools.profiles import load_profile
from kaohe_tools.sheets import load_results, load_scheme
from kaohe_tools.simulate import model_from_results

DAY = dt.date(2025, 3, 1)


@pytest.fixture(scope="module")
def profile():
    return load_profile("node-annual")


@pytest.fixture(scope="module")
def results_path(sample_path):
    return sample_path.parent / "results_2023.xlsx"


def order(sample_path, profile, results_path=None, against=None, **options):
    inputs = [Input(role="sheet", path=sample_path)]
    inputs += [Input(role="against", path=against)] if against else []
    inputs += [Input(role="results", path=results_path)] if results_path else []
    return Order(kind=Kind.SIMULATION, inputs=tuple(inputs), profile=profile, options=options, letter=Letter.of(DAY))


@pytest.fixture(scope="module")
def made(sample_path, profile, results_path):
    return make_memo(order(sample_path, profile, results_path, quota=("优秀=20%",), grade=("优秀=80", "合格=60")))


def under(made, heading):
    """Return the blocks that stand under a heading."""
    found, on = [], False
    for block in (*made.document.body, *made.document.annexes):
        if isinstance(block, Heading):
            on = block.text == heading
        elif on:
            found.append(block)
    return found


def test_the_assumptions_come_before_any_figure(made):
    first = next(b for b in made.document.body if isinstance(b, Heading))
    assert first.text == "测算前提"
    assert "1个考核期" in "".join(b.text for b in under(made, "测算前提"))
    assert not any(isinstance(b, Picture | Grid) for b in under(made, "测算前提"))


def test_grade_shares_are_those_of_the_simulation(made, sample_path, profile, results_path):
    scheme = load_scheme(sample_path, profile)
    model = model_from_results(scheme, load_results(results_path, scheme, profile).events)
    seen = outlook(scheme, model, lines={"优秀": Decimal(80), "合格": Decimal(60)}, quotas={"优秀": Fraction(1, 5)})
    table = next(b for b in under(made, "等次与名额") if isinstance(b, Grid))
    expected = [plain(Fraction(round(float(share) * 1000), 1000)) for share in seen.shares.shares]
    assert [row[2] for row in table.rows] == expected
    assert [row[1] for row in table.rows] == ["80分起", "60分起", ""]
    assert "12个名额" in "".join(
        b.text for b in under(made, "等次与名额") if isinstance(b, Paragraph)
    )  # 60 units, 20 %
    assert made.data["figures"]["grades"]["shares"] == pytest.approx(list(seen.shares.shares))


def test_a_line_for_a_quota_is_said_to_rest_on_the_records(made):
    """88 points and 12 of 60 units are what the records gave, not what is simulated; 18 units lack some row."""
    said = [b.text for b in under(made, "等次与名额") if isinstance(b, Paragraph)]
    assert [line[3:] for line in said if "分数线应为" in line] == [
        "按已登记的结果，优秀要不超过20%（60个单位中12个），分数线应为88分：进入12个。再往下一个分数是87.5分，定在那里就有13个。"
    ]
    assert any("有18个单位的部分指标没有考核记录" in line for line in said)
    assert all(line.endswith("。") for line in said)


def test_nothing_of_the_other_language_stands_between_a_cell_and_what_is_wrong_with_it(
    sample_path, profile, results_path, tmp_path
):
    book = load_workbook(results_path)
    book["记录表"]["C6"].value = "若干"
    path = tmp_path / results_path.name
    book.save(path)
    with use_language("en"):
        made = make_memo(order(sample_path, profile, path))
    said = next(b.text for b in made.document.body if isinstance(b, Paragraph) and "C6" in b.text)
    assert "记录表 C6: " in said
    assert "：" not in said


@pytest.mark.parametrize("heading", ["总分分布", "等次与名额", "各项指标的作用"])
def test_every_picture_stands_with_its_words_and_its_table(made, heading):
    sorts = {type(block) for block in under(made, heading)}
    assert sorts == {Paragraph, Picture, Grid}


def test_all_units_stand_in_the_annex(made):
    table = next(b for b in under(made, "附表　全部单位") if isinstance(b, Grid))
    assert len(table.rows) == len({row[0] for row in table.rows}) == 60
    means = [unit["mean"] for unit in made.data["figures"]["units"]]
    assert [row[1] for row in table.rows] == [f"{mean:.1f}" for mean in means]


def test_cells_that_could_not_be_read_stand_in_the_memo(sample_path, profile, results_path, tmp_path):
    book = load_workbook(results_path)
    page = next(s for s in book.worksheets if s.title == "记录表")
    spoilt = next(c for row in page.iter_rows(min_row=2) for c in row if c.data_type == "n" and c.value is not None)
    spoilt.value = "若干"
    path = tmp_path / results_path.name
    book.save(path)

    made = make_memo(order(sample_path, profile, path))

    assert spoilt.coordinate in "".join(b.text for b in under(made, "测算前提"))
    assert any(spoilt.coordinate in notice for notice in made.notices)
    assert made.data["figures"]["problems"][0]["cell"] == spoilt.coordinate


def test_two_schemes_stand_unit_by_unit(sample_path, profile, results_path):
    made = make_memo(order(sample_path, profile, results_path, against=sample_path))
    table = next(b for b in under(made, "两个方案逐单位对比") if isinstance(b, Grid))
    assert {row[3] for row in table.rows} == {"0.0"}  # the same sheet twice: nothing changes
    assert "difference" in made.data["figures"]


def test_of_two_schemes_everything_said_is_said_of_one(sample_path, profile, results_path, tmp_path):
    """Row 17 goes from 6 to 14 points, so that 92 become 100: 90 % of them are 82.8 before and 90 now."""
    book = load_workbook(sample_path)
    book["指标"]["D21"].value = 14
    later = tmp_path / "明年.xlsx"
    book.save(later)

    made = make_memo(order(sample_path, profile, results_path, against=later, quota=("优秀=20%",)))

    table = next(b for b in under(made, "等次与名额") if isinstance(b, Grid))
    assert table.rows[0][:2] == ("优秀", "82.8分起 → 90分起")
    for heading in ("总分分布", "名次"):
        said = [b.text[b.text.index("）") + 1 :] for b in under(made, heading) if isinstance(b, Paragraph)]
        assert {line[:4] for line in said} == {"原方案：", "现方案："}, heading
    headings = [b.text for b in (*made.document.body, *made.document.annexes) if isinstance(b, Heading)]
    assert headings[-1] == "附表　全部单位：node_annual_2018.xlsx"
    assert [h for h in headings if h.startswith("各项指标的作用")] == [
        "各项指标的作用：node_annual_2018.xlsx", "各项指标的作用：明年.xlsx"
    ]  # fmt: skip
    lines = [b.text for b in under(made, "两个方案逐单位对比") if isinstance(b, Paragraph)]
    assert "由“" not in lines[0]


def test_a_seed_gives_the_same_memo_and_another_seed_another(sample_path, profile):
    def bytes_of(seed):
        said = order(sample_path, profile, method=("monte-carlo",), replications=("200",), units=("5",), seed=(seed,))
        return render_memo(make_memo(said), "json")

    assert bytes_of("7") == bytes_of("7")
    assert bytes_of("7") != bytes_of("8")


def test_the_seed_stands_in_what_the_memo_rests_on(made):
    assert "随机种子：0" in dict(made.document.rests_on)["选项"]


def test_what_was_chosen_stands_in_the_words_of_the_memo(made):
    """Names of options belong on the command line; an office reads its own language in the small print."""
    assert dict(made.document.rests_on)["选项"] == "等次：优秀=80 合格=60；名额比例：优秀=20%；随机种子：0"


@pytest.mark.parametrize(
    ("share", "said"), [(0, "0%"), (0.0004, "<0.1%"), (0.0006, "0.1%"), (0.9996, ">99.9%"), (1, "100%"), (0.25, "25%")]
)
def test_what_is_something_is_never_said_to_be_nothing(share, said):
    assert _percent(share) == said


def test_pictures_of_one_sort_say_which_of_them_each_is(made):
    """Two pictures of the same name look like one that stands there twice."""
    said = [block.said for block in made.document.body if isinstance(block, Picture)]
    assert len(said) == len(set(said))
    assert "名次有多稳（1/2）" in said


def test_a_point_that_stands_alone_has_no_number(made):
    """“（一）” with no “（二）” behind it reads as if something had been cut off."""
    said = [block.text for block in under(made, "名次") if isinstance(block, Paragraph)]
    assert len(said) == 1
    assert not said[0].startswith("（")


def test_options_of_another_kind_are_refused(sample_path, profile):
    with pytest.raises(MemoError, match="spec"):
        order(sample_path, profile, spec=("x",))
    with pytest.raises(MemoError, match="quota"):
        order(sample_path, profile, quotas=("x",))


def test_simulated_years_are_told_from_units(sample_path, profile):
    """12 units and 10,000 // 12 = 833 years: nobody finds 9,996 units in a list of 12."""
    made = make_memo(order(sample_path, profile, units=("12",)))
    said = next(b.text for b in under(made, "各项指标的作用") if isinstance(b, Paragraph))
    assert "共模拟833个年度，12个单位每个年度各计一次，合计9996份模拟成绩。" in said


def test_figures_stand_in_chinese_sentences_without_blanks(made):
    """“60 个单位” beside “60个单位” in one letter looks as if two people had written it."""
    said = [block.text for block in made.document.body if isinstance(block, Paragraph)]
    assert not [line for line in said if re.search(r"\d%? [一-龥]|[一-龥] [\d.]+[一-龥]", line)]
