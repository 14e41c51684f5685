"""Chinese glyphs in figures: which font, and the settings that use it.

Matplotlib's own font has no Chinese glyphs. An installed font for simplified Chinese is taken
where there is one; otherwise Noto Sans SC from the package ``pylopdf-fonts-zh-cn`` (SIL Open Font
License). Nothing is changed globally: settings hold inside :func:`chinese_text` only.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any, cast

from kaohe_tools.errors import MissingDependencyError
from kaohe_tools.locale import _

INSTALLED = (
    "Noto Sans CJK SC",
    "Noto Sans SC",
    "Source Han Sans SC",
    "Source Han Sans CN",
    "Microsoft YaHei",
    "PingFang SC",
    "SimHei",
    "SimSun",
    "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei",
)
"""Families looked for, the preferred first."""


@lru_cache(maxsize=1)
def chinese_family() -> str:
    """Return the family name of a font that has Chinese glyphs, known to Matplotlib from now on.

    Raises
    ------
    MissingDependencyError
        If none is installed and the font package is not there either.
    """
    from matplotlib.font_manager import fontManager

    known = {entry.name: entry.fname for entry in fontManager.ttflist}
    for family in INSTALLED:  # the font cache may name files that are gone
        if family in known and Path(known[family]).is_file():
            return family
    return _bundled_family()


def _bundled_family() -> str:
    from matplotlib.font_manager import FontProperties, fontManager

    try:
        from pylopdf_fonts_zh_cn import sans_path
    except ImportError as err:
        raise MissingDependencyError(
            _("no font with Chinese glyphs was found; install one, or run: pip install pylopdf-fonts-zh-cn")
        ) from err
    path = str(sans_path())
    fontManager.addfont(path)
    return FontProperties(fname=path).get_name()


def chinese_rc() -> dict[str, Any]:
    """Return the Matplotlib settings for Chinese text.

    The family is named itself rather than as ``sans-serif``, so that a text made under these
    settings keeps its font when it is drawn later; DejaVu Sans stands behind it for signs that a
    Chinese font may lack.
    """
    return {"font.family": [chinese_family(), "DejaVu Sans"], "axes.unicode_minus": False}


@contextmanager
def chinese_text(**settings: Any) -> Iterator[None]:
    """Use a Chinese font, and any other Matplotlib `settings`, inside a ``with`` block.

    Examples
    --------
    >>> with chinese_text():
    ...     figure = draw()
    """
    import matplotlib as mpl

    with mpl.rc_context(cast("Any", chinese_rc() | settings)):
        yield
