"""An Office package (.xlsx, .docx): parts, relations and content types, changed one by one.

What is not changed is written as it was read, byte for byte and in the same order.
"""

from __future__ import annotations

import copy
import io
import posixpath
import zipfile
from collections.abc import Iterator
from typing import Any

from lxml import etree

from kaohe_tools.errors import OutputError
from kaohe_tools.locale import _
from kaohe_tools.sheets.formats.container import Refused, open_zip

Element = Any
"""An lxml element; lxml carries no types."""

RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELS = "{http://schemas.openxmlformats.org/package/2006/relationships}"
_TYPES = "{http://schemas.openxmlformats.org/package/2006/content-types}"
_CONTENT = "[Content_Types].xml"
_FIRST_DAY = (1980, 1, 1, 0, 0, 0)
"""The earliest time that a zip entry can carry."""


class Package:
    """The parts of an Office file.

    Raises
    ------
    OutputError
        If it cannot be opened.
    """

    def __init__(self, data: bytes) -> None:
        try:
            self._zip = open_zip(data)
        except Refused as err:
            raise OutputError(str(err.message)) from err
        self._trees: dict[str, Element] = {}
        self._read_as: dict[str, bytes] = {}
        self._added: dict[str, bytes] = {}
        self._dropped: set[str] = set()

    def __contains__(self, name: str) -> bool:
        return name in self._added or (name in self._zip.namelist() and name not in self._dropped)

    def names(self) -> Iterator[str]:
        """Yield the names of all parts."""
        yield from (n for n in self._zip.namelist() if n not in self._dropped)
        yield from self._added

    @property
    def zip(self) -> zipfile.ZipFile:
        """The package as it was read."""
        return self._zip

    def read(self, name: str) -> bytes:
        """Return a part's bytes as they stand now."""
        if name in self._trees:
            made = _serialised(self._trees[name])
            return made if name in self._added or made != self._read_as[name] else self._zip.read(name)
        return self._added[name] if name in self._added else self._zip.read(name)

    def tree(self, name: str) -> Element:
        """Return the root of a part; what is changed in it is written."""
        if name not in self._trees:
            self._trees[name] = parsed(self.read(name), name)
            self._read_as[name] = _serialised(self._trees[name])
        return self._trees[name]

    def put(self, name: str, data: bytes) -> None:
        """Replace a part, or add one whose content type is known by its extension."""
        self._trees.pop(name, None)
        self._added[name] = data

    def add(self, name: str, data: bytes, content_type: str) -> None:
        """Add a part."""
        self.put(name, data)
        types = self.tree(_CONTENT)
        etree.SubElement(types, f"{_TYPES}Override", PartName=f"/{name}", ContentType=content_type)

    def default_type(self, extension: str, content_type: str) -> None:
        """Give parts with an extension their content type, if they have none yet."""
        types = self.tree(_CONTENT)
        known = {d.get("Extension", "").lower() for d in types.findall(f"{_TYPES}Default")}
        if extension not in known:
            types.insert(0, etree.Element(f"{_TYPES}Default", Extension=extension, ContentType=content_type))

    def content_type(self, name: str) -> str:
        """Return a part's own content type; empty where it has none."""
        overrides = parsed(self.read(_CONTENT), _CONTENT).findall(f"{_TYPES}Override")
        return next((str(o.get("ContentType")) for o in overrides if o.get("PartName") == f"/{name}"), "")

    def free_name(self, pattern: str) -> str:
        """Return the first name that no part has: ``xl/comments{}.xml`` → ``xl/comments2.xml``."""
        taken = {n.lower() for n in self.names()} | {n.lower() for n in self._zip.namelist()}
        n = 1
        while pattern.format(n).lower() in taken:
            n += 1
        return pattern.format(n)

    def related(self, part: str, kind: str) -> list[str]:
        """Return the parts that a part points to with one kind of relation."""
        return [target for _id, said, target in self._relations(part) if said.endswith(f"/{kind}")]

    def targets(self, part: str) -> dict[str, str]:
        """Return the parts that a part points to, by the relation's id."""
        return {id_: target for id_, _kind, target in self._relations(part)}

    def _relations(self, part: str) -> Iterator[tuple[str, str, str]]:
        rels = _rels_name(part)
        if rels not in self:
            return
        for rel in self.tree(rels).findall(f"{_RELS}Relationship"):
            if rel.get("TargetMode") != "External":
                target, folder = rel.get("Target", ""), posixpath.dirname(part)
                path = target[1:] if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
                yield rel.get("Id", ""), rel.get("Type", ""), path

    def relate(self, part: str, kind: str, target: str) -> str:
        """Let a part point to another and return the relation's id."""
        rels = _rels_name(part)
        if rels not in self:
            self.put(rels, f'<Relationships xmlns="{_RELS[1:-1]}"/>'.encode())
        root = self.tree(rels)
        taken = {r.get("Id") for r in root}
        n = 1
        while f"rId{n}" in taken:
            n += 1
        path = posixpath.relpath(target, posixpath.dirname(part))
        etree.SubElement(root, f"{_RELS}Relationship", Id=f"rId{n}", Type=f"{RELATION}/{kind}", Target=path)
        return f"rId{n}"

    def drop(self, part: str, owner: str, kind: str) -> None:
        """Take a part out, with the relation of its owner to it."""
        for rel in self.tree(_rels_name(owner)).findall(f"{_RELS}Relationship"):
            if rel.get("Type", "").endswith(f"/{kind}"):
                rel.getparent().remove(rel)
        for override in self.tree(_CONTENT).findall(f"{_TYPES}Override"):
            if override.get("PartName") == f"/{part}":
                override.getparent().remove(override)
        self._dropped.add(part)

    def to_bytes(self, *, fixed_time: bool = False) -> bytes:
        """Return the package: what was not touched as it was, what is new behind it.

        With `fixed_time`, every part is dated the same, so that the bytes do not tell when it was made.
        """
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
            old_names = self._zip.namelist()
            for entry in self._zip.infolist():
                if entry.filename not in self._dropped:
                    made = copy.copy(entry)
                    made.date_time = _FIRST_DAY if fixed_time else made.date_time
                    new.writestr(made, self.read(entry.filename), compress_type=entry.compress_type)
            for name in self._added:
                if name not in old_names:
                    made = zipfile.ZipInfo(name, _FIRST_DAY)
                    made.compress_type, made.create_system = zipfile.ZIP_DEFLATED, 0
                    new.writestr(made, self.read(name))
        return out.getvalue()


def parsed(data: bytes, name: str) -> Element:
    """Return the root of an XML part; entities are not resolved, nothing is fetched.

    Raises
    ------
    OutputError
        If the part is damaged or carries a document type.
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as err:
        raise OutputError(_("The part {name} of the file is damaged; save it anew.").format(name=name)) from err
    if root.getroottree().docinfo.doctype:
        raise OutputError(_("The part {name} of the file is damaged; save it anew.").format(name=name))
    return root


def _serialised(root: Element) -> bytes:
    return bytes(etree.tostring(root.getroottree(), xml_declaration=True, encoding="UTF-8", standalone=True))


def _rels_name(part: str) -> str:
    folder, name = posixpath.split(part)
    return f"{folder}/_rels/{name}.rels" if folder else f"_rels/{name}.rels"
