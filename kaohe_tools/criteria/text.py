"""Clean a scoring text before it is read, and find the way back to what was written.

Every change is one of three small kinds: a character for a character (full-width forms, slips of
character recognition), a blank left out, a doubled character left out. So each place of the clean
text has one place in the text as written.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass

_SAME = str.maketrans(
    "０１２３４５６７８９％．，；：（）［］【】〔〕｜／＝＋－—–−‐―～〜∼＞＜≧≦⩾⩽＊✕✖∗*＞＜！？﹪﹣∕⁄\u3000\u00a0\u2009\t\r",
    "0123456789%.,;:()()()()|/=+------~~~><≥≤≥≤×××××><!?%-//     ",
)
# the radicals that PDF readers write before, or in place of, the character itself
_RADICALS = re.compile("[\u2e80-\u2fdf\uf900-\ufaff]")

_BLANKS = re.compile(
    r"(?<=[0-9.]) +(?=[.分%])|(?<=\.) +(?=[0-9])|(?<![0-9]) +| +(?![0-9])"  # 0 .5 分; blanks in a sentence
    r"|\n *(?=[,;。)])|(?<=[扣加减得计奖每至第,、(])\n *"  # a line that breaks inside a figure or a list
)

_FORMAL = tuple(zip("壹贰叁肆伍陆柒捌玖拾", "一二三四五六七八九十", strict=True))

# what character recognition and hasty typing put in place of the right character (same length)
_SLIPS: tuple[tuple[re.Pattern[str], str, str], ...] = tuple(
    (re.compile(pattern), instead, example)
    for pattern, instead, example in (
        (r"(?<=[扣加减得计奖每第至])[lI|｜](?=分|\.[0-9])", "1", "每项扣l分"),
        (r"(?<=[0-9]\.)[lI](?=分|[0-9])", "1", "扣0.l分"),
        (r"(?<![A-Za-z0-9])[OoＯ](?=\.[0-9])", "0", "扣O.5分"),
        (r"(?<=[0-9]\.)[Oo](?=[0-9])", "0", "扣0.O5分"),
        (r"(?<=[^0-9.]0),(?=[0-9]{1,2}分)", ".", "每项扣0,5分"),
        (r"(?<=[0-9])[。·、](?=[0-9]{1,2}分)(?<=[扣加减得]0.)", ".", "扣0。5分"),
        (r"耒", "未", "耒设置机构的"),
        *((f"(?<=[扣加减得计奖每至]){formal}(?=分)", plain, f"扣{formal}分") for formal, plain in _FORMAL),
        (r"没(?=[人次项处例件台天户份条]扣|[少缺](?:[一1][^,。;]))", "每", "记录不全，没次扣1分"),
    )
)
_SLIP_SIGNS = re.compile("[lI|OoＯ耒没壹贰叁肆伍陆柒捌玖拾]|[0-9][,。·、][0-9]")


@dataclass(frozen=True, slots=True)
class Clean:
    """A text ready to be read.

    Attributes
    ----------
    text : str
        ASCII digits, half-width signs, no blanks inside sentences.
    cuts : tuple of int
        Places of `text` before which something was left out, in order.
    shifts : tuple of int
        How many characters had been left out at each of `cuts`, in all.
    """

    text: str
    cuts: tuple[int, ...] = ()
    shifts: tuple[int, ...] = ()

    def back(self, start: int, end: int) -> tuple[int, int]:
        """Return where ``text[start:end]`` stands in the text as written."""
        if not self.cuts:
            return start, end
        if end <= start:
            return self._back(start), self._back(end)
        return self._back(start), self._back(end - 1) + 1

    def _back(self, at: int) -> int:
        found = bisect_right(self.cuts, at)
        return at + (self.shifts[found - 1] if found else 0)


def clean(written: str) -> Clean:
    """Return `written` in the form that the notations expect.

    Examples
    --------
    >>> clean("每缺 1 项扣０．５ 分").text
    '每缺1项扣0.5分'
    """
    text = written.translate(_SAME)
    drops: list[tuple[int, int]] = []
    if _RADICALS.search(text):
        text, drops = _without_radicals(text)
    if _SLIP_SIGNS.search(text):
        for pattern, instead, _example in _SLIPS:
            text = pattern.sub(instead, text)
    if " " in text or "\n" in text:
        drops += [m.span() for m in _BLANKS.finditer(text)]
    if not drops:
        return Clean(text)
    drops.sort()
    return _cut(text, drops)


def _without_radicals(text: str) -> tuple[str, list[tuple[int, int]]]:
    """Give radicals as characters; a radical that only doubles its neighbour is left out."""
    import unicodedata

    chars = list(text)
    drops = []
    for match in _RADICALS.finditer(text):
        at = match.start()
        plain = unicodedata.normalize("NFKC", text[at])
        if len(plain) == 1:
            chars[at] = plain
        if text[at + 1 : at + 2] == chars[at]:
            drops.append((at, at + 1))
    return "".join(chars), drops


def _cut(text: str, drops: list[tuple[int, int]]) -> Clean:
    kept, cuts, shifts = [], [], []
    at = length = gone = 0
    for start, end in drops:
        if start < at:
            continue
        kept.append(text[at:start])
        length += start - at
        gone += end - start
        cuts.append(length)
        shifts.append(gone)
        at = end
    kept.append(text[at:])
    return Clean("".join(kept), tuple(cuts), tuple(shifts))
