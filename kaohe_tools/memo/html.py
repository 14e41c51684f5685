"""A memo as one self-contained web page, and the package's one way from texts to HTML.

Everything that becomes HTML goes through :func:`environment`, which escapes every value; no other
module of the package writes markup from text.
"""

from __future__ import annotations

import base64
from functools import lru_cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from kaohe_tools.locale import gettext, language, plain, use_language
from kaohe_tools.memo.document import Document, Picture, RowBlock
from kaohe_tools.memo.wording import labelled
from kaohe_tools.plain_text import clean

_FOLDER = Path(__file__).parent / "templates"


@lru_cache(maxsize=8)
def environment(folder: Path | None = None) -> Environment:
    """Return the template environment: autoescape always on, an unknown name is an error.

    Parameters
    ----------
    folder : Path, optional
        Further templates, searched first. They must belong to the package: a template is code.

    Notes
    -----
    Templates know ``_`` (the text in the language in use), ``lang`` and
    :func:`kaohe_tools.memo.wording.labelled`. Values are escaped as they are put in, and rid of
    control characters; a template never marks one as safe.
    """
    folders = [f for f in (folder, _FOLDER) if f is not None]
    env = Environment(
        loader=FileSystemLoader(folders),
        autoescape=True,
        finalize=_clean,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    env.globals.update(
        _=gettext,
        lang=language,
        labelled=labelled,
    )
    return env


def _clean(value: Any) -> Any:
    """Take out of a value what no page may hold; what a macro has made is clean already."""
    return value if isinstance(value, Markup) else clean(str(value))


def document_html(document: Document) -> str:
    """Return a memo as one HTML page: no script, no link to any other file; pictures stand in it."""
    with use_language(document.language):
        return (
            environment()
            .get_template("memo.html")
            .render(
                document=document,
                day=plain(document.date),
                linked={block.row for block in document.body if isinstance(block, RowBlock)},
                blank="" if document.language == "zh" else " ",
                list_mark=plain(("", "")),
                sort=lambda block: type(block).__name__,
                data=_data,
            )
        )


def _data(picture: Picture) -> str:
    return f"data:image/png;base64,{base64.b64encode(picture.png).decode()}"
