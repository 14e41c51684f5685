"""What holds for every text, however damaged."""

from decimal import Decimal
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from kaohe_tools.criteria import parse_criterion
from kaohe_tools.criteria.figures import number_or_none
from kaohe_tools.criteria.text import clean

LINES = Path(__file__).with_name("sentences.txt").read_text("utf-8").splitlines()
SENTENCES = [line.partition(" ⇒")[0].partition(" @")[0] for line in LINES if " ⇒" in line and line[0] != "#"]
WORDS = [
    *"扣加减得计奖每少缺一三十百分次人项个的，。；：、（）()%％-~×/|+\n 　lO０５.⼈人",
    "不得分", "得满分", "扣完为止", "最多", "此项", "分别", "各", "百零百", "百十一", "扣1-3分", "≥9", "取消评优资格",
    "酌情扣分", "减半",
]  # fmt: skip
FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")

sentences = st.sampled_from(SENTENCES)
points = st.sampled_from([None, Decimal(5), Decimal("0.5")])


@st.composite
def mutated(draw):
    text = draw(sentences)
    for _ in range(draw(st.integers(1, 5))):
        at = draw(st.integers(0, len(text)))
        gone = draw(st.integers(0, 4))
        text = text[:at] + draw(st.sampled_from(["", *WORDS])) + text[at + gone :]
    return text


texts = st.one_of(
    st.text(), mutated(), st.lists(st.sampled_from(WORDS), max_size=30).map("".join), st.lists(sentences).map("".join)
)


@settings(deadline=None)
@given(texts, points)
def test_no_text_makes_it_raise_and_all_places_lie_in_the_text(text, item_points):
    criterion = parse_criterion(text, item_points)

    for rule in criterion.rules:
        assert 0 <= rule.clause[0] <= rule.clause[1] <= len(text)
        assert rule.points is None or rule.points >= 0
        for figure in rule.figures:
            assert 0 <= figure.start < figure.end <= len(text)
    for piece in criterion.unread:
        assert text[piece.start : piece.end] == piece.text
    assert isinstance(criterion.requirement, str)


@settings(deadline=None)
@given(st.one_of(sentences, mutated()), points)
def test_a_figure_is_the_number_that_stands_at_its_place(text, item_points):
    for rule in parse_criterion(text, item_points).rules:
        for figure in rule.figures:
            written = clean(text[figure.start : figure.end]).text.translate(str.maketrans("lIOo", "1100"))
            assert number_or_none(written.replace(",", ".").replace(" ", "")) == figure.value


@settings(deadline=None)
@given(sentences, points)
def test_full_width_digits_mean_the_same(text, item_points):
    plain, wide = parse_criterion(text, item_points), parse_criterion(text.translate(FULL_WIDTH), item_points)

    def meaning(criterion):
        return [
            (r.kind, r.points, r.min, r.per, r.cap, r.tiers, r.factor, r.share, r.bands and len(r.bands))
            for r in criterion.rules
        ]

    assert meaning(plain) == meaning(wide)
    assert plain.item_cap == wide.item_cap


@settings(deadline=None)
@given(sentences)
def test_blanks_around_figures_do_not_matter(text):
    spaced = "".join(f" {c}" if c in "扣加得" else c for c in text)

    assert [(r.kind, r.points, r.per, r.cap) for r in parse_criterion(spaced).rules] == [
        (r.kind, r.points, r.per, r.cap) for r in parse_criterion(text).rules
    ]


@settings(deadline=None)
@given(sentences, sentences)
def test_two_sentences_in_one_cell_keep_what_each_deducts(first, second):
    """A deduction depends on its own sentence: another cell's text behind it changes nothing of it."""
    alone = [r for r in parse_criterion(first.rstrip("。") + "。").rules if r.kind.value == "deduct" and r.points]
    both = [r for r in parse_criterion(first.rstrip("。") + "。" + second).rules if r.clause[0] < len(first)]

    assert [(r.points, r.per) for r in alone] == [
        (r.points, r.per) for r in both if r.kind.value == "deduct" and r.points
    ]
