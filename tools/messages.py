"""Renew the Chinese catalogue from the texts in the source; with --check only compare.

    python3 run.py messages            write the .po (for translators) and the .mo (for the program)
    python3 run.py messages --check    exit 1 if either is out of date, a text has no Chinese,
                                       or its Chinese lacks a figure that the English has

Texts that are already translated keep their Chinese; texts that left the source leave the catalogue.
The same source gives the same bytes.
"""

from __future__ import annotations

import argparse
import datetime
import io
import string
import sys
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

PACKAGE = Path(__file__).resolve().parents[1] / "kaohe_tools"
PO = PACKAGE / "locale/zh_CN/LC_MESSAGES/kaohe_tools.po"
KEYWORDS = {"_": None, "text": None, "N_": None, "gettext": None}
METHODS = [("**.py", "python"), ("**/templates/**.html", "jinja2"), ("**/templates/**.j2", "jinja2")]
FIXED_DATE = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)  # a clock would change the bytes each time


def translations(po: Path) -> dict[str, str]:
    """Return what a catalogue file already says in Chinese."""
    if not po.exists():
        return {}
    with po.open("rb") as file:
        return {m.id: m.string for m in read_po(file) if m.id and m.string}


def catalogue(package: Path, known: dict[str, str]) -> Catalog:
    """Return the texts of `package`, with the Chinese that is known for them."""
    result = Catalog(
        locale="zh_CN",
        project="kaohe_tools",
        header_comment="# Chinese texts of kaohe_tools.",
        creation_date=FIXED_DATE,
        revision_date=FIXED_DATE,
        fuzzy=False,
    )
    for name, line, message, *_ in extract_from_dir(str(package), method_map=METHODS, keywords=KEYWORDS):
        key = message[0] if isinstance(message, tuple) else message
        if key:
            result.add(key, known.get(key, ""), locations=[(f"kaohe_tools/{Path(name).as_posix()}", line)])
    return result


def as_files(texts: Catalog) -> tuple[bytes, bytes]:
    """Return the bytes of the .po and of the .mo file."""
    po, mo = io.BytesIO(), io.BytesIO()
    write_po(po, texts, sort_by_file=True, width=110, include_lineno=False)
    write_mo(mo, texts)
    return po.getvalue(), mo.getvalue()


def fields(sentence: str) -> set[str]:
    """Return the names in braces in a sentence; none if the braces are not fields."""
    try:
        return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}
    except ValueError:
        return set()


def problems(texts: Catalog) -> list[str]:
    """Return one line for each text without Chinese, or whose Chinese has other fields."""
    lines = []
    for message in texts:
        if not message.id:
            continue
        where = message.locations[0][0]
        if not message.string:
            lines.append(f"{where}: no Chinese for {message.id!r}")
        elif fields(message.id) != fields(message.string):
            lines.append(f"{where}: other fields in the Chinese of {message.id!r}")
    return lines


def main(arguments: list[str]) -> int:
    """Write or compare the catalogue; return the exit code."""
    parser = argparse.ArgumentParser(prog="run.py messages", description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; fail if anything is out of date")
    check = parser.parse_args(arguments).check
    texts = catalogue(PACKAGE, translations(PO))
    wrong = problems(texts)
    for path, wanted in zip((PO, PO.with_suffix(".mo")), as_files(texts), strict=True):
        if not check:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(wanted)
        elif not path.exists() or path.read_bytes() != wanted:
            wrong.append(f"{path.name} is out of date: run python3 run.py messages")
    print("\n".join([*wrong, f"{len(texts)} texts, {len(wrong)} problems"]))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
