"""Make a memo again from what it says that it rests on, and say what differs, figure by figure."""

from __future__ import annotations

import hashlib
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from importlib.metadata import PackageNotFoundError, version
from io import BytesIO
from itertools import zip_longest
from pathlib import Path
from typing import Any

import kaohe_tools
from kaohe_tools.errors import MemoError, ModelError, ProblemError, ProfileError, SchemeError
from kaohe_tools.files import scratch_copy
from kaohe_tools.locale import Text, _, plain, use_language, why
from kaohe_tools.memo.document import Kind
from kaohe_tools.memo.make import make_memo
from kaohe_tools.memo.order import Input, Order
from kaohe_tools.memo.pieces import Piece, pieces_of
from kaohe_tools.memo.provenance import Recipe, Used, profile_digest
from kaohe_tools.memo.recipe import read_recipe, words_digest
from kaohe_tools.memo.write import SUFFIXES, render_memo
from kaohe_tools.plain_text import one_line
from kaohe_tools.profiles import Deadline, Profile, load_profile, profile_names
from kaohe_tools.rebalance import ClashError, Kept

MAX_BYTES = 100_000_000
_WITHIN = ("", "uploads", "sample_sheets", "profiles")
"""Where in a folder inputs are looked for, so that a working folder's memos find them by themselves."""
_FIGURE = re.compile(r"\d+(?:[.,:/-]\d+)*%?")
_NUMBER = re.compile(r"^(?:（[一二三四五六七八九十]+）|\(\d+\) |[一二三四五六七八九十]+、|\d+\. )")


class Cause(StrEnum):
    """Why a memo differs from what is made again."""

    TAMPERED = "tampered"
    INPUT = "input"
    PROFILE = "profile"
    VERSION = "version"
    LAYOUT = "layout"

    @property
    def said(self) -> str:
        """The cause in the language in use."""
        return {
            Cause.TAMPERED: _("the memo was changed after it was written"),
            Cause.INPUT: _("a file that it rests on has changed since"),
            Cause.PROFILE: _("the profile is another one now"),
            Cause.VERSION: _("another version of kaohe_tools, or of a library that it computes with, wrote it"),
            Cause.LAYOUT: _(
                "no text differs, but the file is not the one that was written: another program saved it, or its "
                "layout or pictures are others"
            ),
        }[self]


@dataclass(frozen=True, slots=True)
class Difference:
    """A place where the memo says something else than what is made again.

    Attributes
    ----------
    memo, again : str
        What the memo says, and what it should; empty where one of them says nothing.
    figures : tuple of (memo, again)
        The figures that differ, where nothing else does.
    """

    place: Text
    memo: str
    again: str
    figures: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """What became of making a memo again.

    Attributes
    ----------
    inputs : tuple of str
        The files that were found.
    profile : str
        The profile that was found.
    causes : tuple of Cause
        Empty if the memo is, byte for byte, what its inputs give.
    facts : tuple of (Cause, memo, found)
        For each cause that is seen directly: what the memo says, and what is there now.
    parts : tuple of str
        Parts of an office file that differ though no text does.
    failed : str
        Why no memo comes of the inputs as they are now; empty where one does.
    """

    file: str
    recipe: Recipe
    inputs: tuple[str, ...]
    profile: str
    causes: tuple[Cause, ...]
    facts: tuple[tuple[Cause, str, str], ...]
    differences: tuple[Difference, ...]
    parts: tuple[str, ...] = ()
    failed: str = ""

    @property
    def holds(self) -> bool:
        """Whether the memo is what its inputs give."""
        return not self.causes

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data, in the fields of ``kaohe verify --format json``."""
        return {
            "file": self.file,
            "holds": self.holds,
            "causes": [str(cause) for cause in self.causes],
            "facts": [{"cause": str(cause), "memo": memo, "now": now} for cause, memo, now in self.facts],
            "inputs": list(self.inputs),
            "profile": self.profile,
            "differences": [
                {"place": str(d.place), "memo": d.memo, "again": d.again, "figures": [list(f) for f in d.figures]}
                for d in self.differences
            ],
            "parts": list(self.parts),
            "failed": self.failed,
        }


def verify_memo(path: str | Path, *, inputs: str | Path | None = None, profile: str | Path | None = None) -> Verified:
    """Make a memo again from its inputs and compare.

    Parameters
    ----------
    inputs : path, optional
        Folder with the files that it rests on, and with the profile if it is an office's own; what is not
        there is looked for beside the memo. If None, the
        memo's folder, the one above and the current one, and ``uploads``, ``sample_sheets`` and
        ``profiles`` in them. Where none has the file's name, one with its content is taken.
    profile : str or path, optional
        The profile to make it with; the one that the memo names if None.

    Raises
    ------
    MemoError
        If the file is no memo, does not say what it rests on, or that is not there.
    KaoheError
        If the inputs cannot be read.
    """
    target = Path(path)
    form = SUFFIXES.get(target.suffix.lower(), "")
    try:
        if not form:
            raise MemoError(_("A memo ends in {forms}.").format(forms=", ".join(SUFFIXES)))
        data = _read(target)
        recipe = read_recipe(data, form)
        words = words_digest(data, form)
    except MemoError as err:
        raise MemoError(f"{target.name}: {err}") from err
    bases = _bases(target, None if inputs is None else Path(inputs))
    sources = tuple((used, *_source(used, bases)) for used in recipe.inputs)
    used_profile, named, same_profile = _profile(recipe, bases, profile)
    facts = [
        *_changed_inputs(sources),
        (
            Cause.PROFILE,
            f"{recipe.profile} {recipe.profile_digest}",
            f"{used_profile.name} {profile_digest(used_profile)}",
        ),
        (Cause.VERSION, recipe.version, kaohe_tools.__version__),
        *((Cause.VERSION, f"{name} {version}", f"{name} {_installed(name)}") for name, version in recipe.libraries),
    ]
    facts = [f for f in facts if (not same_profile if f[0] is Cause.PROFILE else f[1] != f[2])]
    causes = list(dict.fromkeys(cause for cause, _memo, _now in facts))
    failed = ""
    with ExitStack() as stack:
        copies = [stack.enter_context(scratch_copy(one_line(u.file) or u.role, data)) for u, _path, data in sources]
        try:
            again = _again(recipe, tuple(u for u, _path, _data in sources), copies, used_profile, form)
        except (ProblemError, ClashError, ModelError, SchemeError) as err:
            if not causes:
                raise
            again, failed = data, str(err)
    differences = () if data == again else tuple(_differences(data, again, form))
    if words != recipe.words or (differences and not causes):
        causes.insert(0, Cause.TAMPERED)
    if data != again and not differences and not causes:
        causes.append(Cause.LAYOUT)
    return Verified(
        file=target.name,
        recipe=recipe,
        inputs=tuple(str(path) for _used, path, _content in sources),
        profile=named,
        causes=tuple(causes),
        facts=tuple(facts),
        differences=differences,
        parts=_parts(data, again) if Cause.LAYOUT in causes and form in ("docx", "xlsx") else (),
        failed=failed,
    )


# ---------------------------------------------------------------- inputs


def _read(path: Path) -> bytes:
    try:
        if path.stat().st_size > MAX_BYTES:
            raise MemoError(_("It is far larger than a memo ({n} MB).").format(n=path.stat().st_size // 1_000_000))
        return path.read_bytes()
    except OSError as err:
        raise MemoError(_("It cannot be read: {why}.").format(why=why(err))) from err


def _bases(memo: Path, given: Path | None) -> tuple[Path, ...]:
    if given is not None and not given.is_dir():
        raise MemoError(
            _("{folder} is no folder; name the one with the files that the memo rests on.").format(folder=given)
        )
    here = memo.resolve().parent
    return (given, here) if given is not None else tuple(dict.fromkeys((here, here.parent, Path.cwd())))


def _changed_inputs(sources: Iterable[tuple[Used, Path, bytes]]) -> Iterator[tuple[Cause, str, str]]:
    for used, path, content in sources:
        now = hashlib.sha256(content).hexdigest()
        if now != used.sha256:
            yield Cause.INPUT, f"{used.file} {used.sha256}", f"{path.name} {now}"


def _within(base: Path) -> Iterator[Path]:
    return (base / part for part in _WITHIN if (base / part).is_dir())


def _source(used: Used, bases: Sequence[Path]) -> tuple[Path, bytes]:
    """Return a file that the memo rests on: that of its name in the nearest folder, else one with its content."""
    name = Path(one_line(used.file)).name
    for base in bases:
        found = [(folder / name, _read(folder / name)) for folder in _within(base) if (folder / name).is_file()]
        for path, content in found:
            if hashlib.sha256(content).hexdigest() == used.sha256:
                return path, content
        if found:
            return found[0]
    for path in (p for base in bases for folder in _within(base) for p in sorted(folder.glob("*"))):
        if path.suffix.lower() == Path(name).suffix.lower() and path.is_file() and path.stat().st_size <= MAX_BYTES:
            content = _read(path)
            if hashlib.sha256(content).hexdigest() == used.sha256:
                return path, content
    raise MemoError(
        _("The file {name} is not in {folders}; say with --inputs where it is.").format(
            name=name or "?", folders=plain(tuple(str(base.resolve()) for base in bases))
        )
    )


def _profile(recipe: Recipe, bases: Sequence[Path], given: str | Path | None) -> tuple[Profile, str, bool]:
    """Return the profile, how it was named, and whether it is the memo's."""
    own = [path for base in bases for folder in _within(base) for path in sorted(folder.glob("*.toml"))]
    named: Iterable[str | Path] = (given,) if given is not None else (*profile_names(), *own)
    nearest: tuple[Profile, str] | None = None
    for name in named:
        try:
            loaded = load_profile(name)
        except ProfileError:
            if given is not None:
                raise
            continue
        loaded = loaded if profile_digest(loaded) == recipe.profile_digest else _with_due(loaded, recipe.due)
        if profile_digest(loaded) == recipe.profile_digest:
            return loaded, str(name), True
        if given is not None or (nearest is None and loaded.name == recipe.profile):
            nearest = loaded, str(name)
    if nearest is None:
        raise MemoError(
            _(
                "The profile {name} is not there; put its file into the folder of --inputs, or name it with --profile."
            ).format(name=recipe.profile)
        )
    return *nearest, False


def _with_due(profile: Profile, due: str) -> Profile:
    """Return a profile with the deadline that the memo was written with, which is no setting of the office's."""
    return profile.replace(deadline=Deadline.read(due) if due else None)


def _again(recipe: Recipe, named: Sequence[Used], copies: Sequence[Path], profile: Profile, form: str) -> bytes:
    """Make the memo again from copies under the names that its files had then."""
    inputs = []
    for used, copy in zip(named, copies, strict=True):
        kept = Kept.from_json(used.kept) if used.kept else None
        inputs.append(Input(role=used.role, path=copy, sheet=used.sheet, digest=used.digest, kept=kept))
    with use_language(recipe.language):
        order = Order(
            kind=Kind(recipe.kind),
            inputs=tuple(inputs),
            profile=profile,
            options=recipe.chosen(),
            letter=recipe.letter,
        )
        return render_memo(make_memo(order), form)


def _installed(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "—"


# ---------------------------------------------------------------- what differs


def _differences(data: bytes, made: bytes, form: str) -> Iterator[Difference]:
    """Compare by place where places have names, else by what stands before and behind."""
    memo, again = pieces_of(data, form), pieces_of(made, form)
    if form in ("xlsx", "json"):
        there = {piece.key: piece for piece in again}
        for piece in memo:
            yield from _difference(piece, there.pop(piece.key, None))
        for left in there.values():
            yield from _difference(None, left)
        return
    match = SequenceMatcher(None, [_shape(p) for p in memo], [_shape(p) for p in again], autojunk=False)
    for _what, a, b, c, d in match.get_opcodes():
        for pair in zip_longest(memo[a:b], again[c:d]):
            yield from _difference(*pair)


def _shape(piece: Piece) -> str:
    """Return a text without its number in the memo and without its figures: what stays when figures change."""
    return _FIGURE.sub("0", _NUMBER.sub("", piece.words))


def _difference(memo: Piece | None, again: Piece | None) -> Iterator[Difference]:
    before, after = memo.words if memo else "", again.words if again else ""
    where = memo or again
    if where is None or before == after:
        return
    figures: tuple[tuple[str, str], ...] = ()
    if _FIGURE.split(before) == _FIGURE.split(after):
        pairs = zip(_FIGURE.findall(before), _FIGURE.findall(after), strict=True)
        figures = tuple((a, b) for a, b in pairs if a != b)
    yield Difference(where.place, one_line(before, 300), one_line(after, 300), figures)


def _parts(memo: bytes, again: bytes) -> tuple[str, ...]:
    with zipfile.ZipFile(BytesIO(memo)) as one, zipfile.ZipFile(BytesIO(again)) as other:
        names = dict.fromkeys((*one.namelist(), *other.namelist()))
        return tuple(n for n in names if _part(one, n) != _part(other, n))


def _part(book: zipfile.ZipFile, name: str) -> bytes | None:
    return book.read(name) if name in book.namelist() else None
