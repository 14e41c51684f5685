"""A batch on disk: the memos, and a journal of what is done so that a batch that was stopped goes on."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from kaohe_tools import __version__
from kaohe_tools.batch.job import Job
from kaohe_tools.batch.outcome import Failed, Outcome, Reviewed, from_plain, to_plain
from kaohe_tools.errors import OutputError
from kaohe_tools.files import append_line, write_whole
from kaohe_tools.locale import _, why
from kaohe_tools.plain_text import json_text

JOURNAL = "kaohe-batch.jsonl"
"""Name of the journal in the folder that a batch writes to."""

Stamp = tuple[int, int]


class Store:
    """The folder of a batch.

    Each file's outcome becomes one line of the journal, on disk before the next one. A line cut off
    by a crash is passed over. When the batch is done the journal stays, and the next run reviews
    only what is new or changed.

    Parameters
    ----------
    folder : Path
        Made if it is missing.
    fresh : bool
        Forget what is done. Files written earlier stay.
    journal : bool
        False: only write the memos; such a batch starts over.

    Raises
    ------
    OutputError
        If the folder or the journal cannot be made or read.
    """

    def __init__(self, folder: Path, *, fresh: bool = False, journal: bool = True) -> None:
        self.folder = folder
        self.written: list[Path] = []
        self._notices: dict[str, list[str]] = {}
        self._journal = folder / JOURNAL if journal else None
        self._done: dict[tuple[str, str], dict[str, Any]] = {}
        self._begun: dict[str, set[str]] = {}  # files of ours by name, with the digests they may have
        self._taken: set[str] = set()  # memos that belong to an outcome
        try:
            folder.mkdir(parents=True, exist_ok=True)
            for line in _lines(self._journal) if self._journal else ():
                if "writing" in line:
                    self._begin(line["writing"])
                elif line.get("forgotten"):
                    self._done.clear()
                else:
                    self._done[line["path"], line["how"]] = line
                    self._taken.update(row.get("memo", "") for row in line["outcome"].get("rows", ()))
            if fresh and self._done:
                self._add({"forgotten": True})
                self._done.clear()
        except OutputError:
            raise
        except OSError as err:
            raise OutputError(_("{path} cannot be made: {why}.").format(path=folder, why=why(err))) from err

    def find(self, job: Job, stamp: Stamp) -> Outcome | None:
        """Return the outcome of a file that is done, unchanged, and whose memos are all there."""
        line = self._done.get((_place(job), _how(job)))
        if line is None or line["size"] != stamp[0]:
            return None
        try:
            outcome = from_plain(line["outcome"])
        except (KeyError, TypeError):
            return None
        if isinstance(outcome, Reviewed):
            if not all(row.memo and (self.folder / row.memo).is_file() for row in outcome.rows if job.form):
                return None
            if line["mtime_ns"] != stamp[1] and _digest(Path(job.path)) != outcome.sha256:
                return None
        elif line["mtime_ns"] != stamp[1]:
            return None
        return replace(outcome, file=Path(job.path).as_posix())

    def keep(self, job: Job, stamp: Stamp, outcome: Outcome) -> Outcome:
        """Write a file's memos and its line of the journal; return the outcome with the memos' names.

        A file that failed gets no line: it is tried again.
        """
        if isinstance(outcome, Failed) and not outcome.no_scheme:
            return outcome
        if isinstance(outcome, Reviewed) and outcome.documents:
            rows = []
            for row, document in zip(outcome.rows, outcome.documents, strict=True):
                target = self._write(document.name, document.data)
                self._taken.add(target.name)
                self.written.append(target)
                for notice in document.notices:
                    self._notices.setdefault(notice, []).append(Path(job.path).name)
                rows.append(replace(row, memo=target.name))
            outcome = replace(outcome, rows=tuple(rows), documents=())
        line = {"path": _place(job), "how": _how(job), "size": stamp[0], "mtime_ns": stamp[1]}
        self._add(line | {"outcome": to_plain(outcome)})
        return outcome

    def notices(self) -> list[str]:
        """Return what the memos written want to be known, each thing once."""
        return [
            f"{names[0]}: {notice}"
            if len(names) == 1
            else _("{notice} ({n} memos)").format(notice=notice, n=len(names))
            for notice, names in self._notices.items()
        ]

    def write_summaries(self, files: Mapping[str, bytes]) -> list[Path]:
        """Write the summaries; one that this folder's batches wrote and nobody changed is replaced.

        Any other file of the name stays, and the summary gets a number behind its own.
        """
        return [self._write(name, data) for name, data in files.items()]

    def _write(self, name: str, data: bytes) -> Path:
        """Write a file under the first name that is free, or that a batch of ours left behind unchanged.

        The name is in the journal before the file is there, so that a file whose batch was stopped
        just then is known again.
        """
        path, count = self.folder / name, 1
        while path.exists() and not (path.name not in self._taken and self._is_ours(path)):
            count += 1
            path = self.folder / f"{Path(name).stem} ({count}){Path(name).suffix}"
        begun = {path.name: hashlib.sha256(data).hexdigest()}
        self._add({"writing": begun})
        self._begin(begun)
        write_whole(path, data)
        return path

    def _begin(self, begun: Mapping[str, str]) -> None:
        for name, digest in begun.items():
            self._begun.setdefault(name, set()).add(digest)

    def _is_ours(self, path: Path) -> bool:
        return path.name in self._begun and path.is_file() and _digest(path) in self._begun[path.name]

    def _add(self, line: Mapping[str, Any]) -> None:
        if self._journal is not None:
            append_line(self._journal, json_text(line, sort_keys=True).encode())


def written_by_batches(folder: Path) -> set[str]:
    """Return the names of the files that batches wrote into a folder, by its journal."""
    names: set[str] = set()
    for line in _lines(folder / JOURNAL):
        names.update(line.get("writing", ()))
        names.update(row.get("memo", "") for row in line.get("outcome", {}).get("rows", ()))
    return names


def _lines(journal: Path) -> Iterator[dict[str, Any]]:
    """Yield the lines of a journal that are whole."""
    if not journal.is_file():
        return
    for written in journal.read_bytes().split(b"\n"):
        try:
            line = json.loads(written)
        except ValueError:
            continue
        if not isinstance(line, dict) or not all(isinstance(line.get(k, {}), dict) for k in ("outcome", "writing")):
            continue
        if {"path", "how", "size", "mtime_ns", "outcome"} <= line.keys() or {"writing", "forgotten"} & line.keys():
            yield line


def _place(job: Job) -> str:
    return os.path.abspath(job.path)  # noqa: PTH100 - links stay as the user wrote them


def _how(job: Job) -> str:
    """Return a digest of all that a review depends on besides the file."""
    day = job.day.isoformat() if job.day else ""
    parts = [__version__, job.profile.to_dict(), job.select, job.ignore, job.language, job.form, day]
    return hashlib.sha256(json.dumps(parts, sort_keys=True, default=str).encode()).hexdigest()


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
