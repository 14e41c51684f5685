"""Office packages with the same bytes on every run, and with a record among their properties."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from datetime import date
from typing import Any

from lxml import etree

_FIRST_DAY = (1980, 1, 1, 0, 0, 0)  # the earliest time a zip entry can carry
_STAMP = re.compile(rb"(<dcterms:(created|modified)\b[^>]*>)[^<]*(</dcterms:\2>)")

CUSTOM = "docProps/custom.xml"
"""The part that holds a document's custom properties."""
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
PROPERTIES, VALUES = f"{{{_OFFICE}/custom-properties}}", f"{{{_OFFICE}/docPropsVTypes}}"
_TYPES = "{http://schemas.openxmlformats.org/package/2006/content-types}"
_RELATIONS = "{http://schemas.openxmlformats.org/package/2006/relationships}"
_CUSTOM_TYPE = "application/vnd.openxmlformats-officedocument.custom-properties+xml"
_FORMAT_ID = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"  # of properties that a user may name
_LONGEST = 240  # letters in one property; office programs cut longer ones at 255


def settle(package: bytes, day: date, *, keep_created: bool = False) -> bytes:
    """Return a .docx or .xlsx package without traces of the clock.

    Every entry gets one fixed time, and the properties' times become midnight of `day`.

    Parameters
    ----------
    keep_created : bool
        Leave the time of creation as it stands, as a copy of somebody's workbook should.
    """
    stamp = f"{day.isoformat()}T00:00:00Z".encode()

    def at(match: re.Match[bytes]) -> bytes:
        return match[0] if keep_created and match[2] == b"created" else match[1] + stamp + match[3]

    return _rewritten(package, lambda name, data: _STAMP.sub(at, data) if name == "docProps/core.xml" else data)


def with_record(package: bytes, name: str, record: str) -> bytes:
    """Return a package with a record among its custom properties: ``NAME-1``, ``NAME-2`` …; others stay.

    Office programs show these properties and keep them when they save the document.
    """
    pieces = [record[n : n + _LONGEST] for n in range(0, len(record), _LONGEST)]
    with zipfile.ZipFile(io.BytesIO(package)) as old:
        there = old.read(CUSTOM) if CUSTOM in old.namelist() else b""

    def changed(part: str, data: bytes) -> bytes:
        if part == "[Content_Types].xml" and not there:
            return _added(data, f"{_TYPES}Override", PartName=f"/{CUSTOM}", ContentType=_CUSTOM_TYPE)
        if part == "_rels/.rels" and not there:
            kind = f"{_OFFICE}/relationships/custom-properties"
            return _added(data, f"{_RELATIONS}Relationship", Id="rIdRecord", Type=kind, Target=CUSTOM)
        return _with_properties(there, name, pieces) if part == CUSTOM else data

    return _rewritten(package, changed, extra=() if there else (CUSTOM,))


def _with_properties(there: bytes, name: str, pieces: list[str]) -> bytes:
    names = {None: PROPERTIES[1:-1], "vt": VALUES[1:-1]}
    root = _parsed(there) if there else etree.Element(f"{PROPERTIES}Properties", nsmap=names)
    for old in [p for p in root if re.fullmatch(rf"{re.escape(name)}-\d+", p.get("name") or "")]:
        root.remove(old)
    number = max((int(p.get("pid") or 1) for p in root), default=1)
    for n, piece in enumerate(pieces, 1):
        said = {"fmtid": _FORMAT_ID, "pid": str(number + n), "name": f"{name}-{n}"}
        etree.SubElement(etree.SubElement(root, f"{PROPERTIES}property", said), f"{VALUES}lpwstr").text = piece
    return _serialized(root)


def _added(data: bytes, tag: str, **attributes: str) -> bytes:
    root = _parsed(data)
    etree.SubElement(root, tag, attributes)
    return _serialized(root)


def _parsed(data: bytes) -> Any:
    return etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True))


def _serialized(root: Any) -> bytes:
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True))


def _rewritten(package: bytes, change: Callable[[str, bytes], bytes], *, extra: tuple[str, ...] = ()) -> bytes:
    """Return a package whose parts went through `change`, all at one fixed time; `extra` parts begin empty."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as old, zipfile.ZipFile(out, "w") as new:
        parts = [(name, old.read(name)) for name in old.namelist()]
        for name, data in (*parts, *((name, b"") for name in extra)):
            fixed = zipfile.ZipInfo(name, _FIRST_DAY)
            fixed.compress_type = zipfile.ZIP_DEFLATED
            fixed.create_system = 0
            new.writestr(fixed, change(name, data))
    return out.getvalue()
