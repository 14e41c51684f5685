"""Review many files."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Executor
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

from kaohe_tools.batch.job import Job, review_file
from kaohe_tools.batch.outcome import BatchResult, Failed, Outcome
from kaohe_tools.batch.pool import WorkerDiedError, run_jobs
from kaohe_tools.batch.store import Store
from kaohe_tools.checks.run import find_checks
from kaohe_tools.locale import _, language, use_language
from kaohe_tools.profiles import Profile, load_profile


def review_files(
    paths: Iterable[str | Path],
    profile: Profile | None = None,
    *,
    executor: Executor | None = None,
    jobs: int | None = None,
    select: Sequence[str] = (),
    ignore: Mapping[str, str] | None = None,
    form: str = "",
    day: date | None = None,
    on_done: Callable[[Outcome], object] | None = None,
    store: Store | None = None,
) -> BatchResult:
    """Review every scheme of every file; a bad file never stops the others.

    Parameters
    ----------
    executor : concurrent.futures.Executor, optional
        Who does the work, such as a Dask cluster's ``client.get_executor()``; its machines must
        see the files under the same paths. None: processes of our own.
    jobs : int, optional
        How many processes of our own; None: one for each CPU; 1: this process. One or two files
        are always reviewed in this process.
    form : str
        A document to make for each scheme: ``html``, ``docx``, ``xlsx``, ``md`` (memos) or ``json``.
    on_done : callable, optional
        Called with each outcome as it comes, in no certain order.
    store : Store, optional
        Where documents are written and what is done is kept: files that it holds, unchanged and
        reviewed in the same way, are not reviewed again.

    Returns
    -------
    BatchResult
        One outcome for each file, in the order of `paths`.

    Raises
    ------
    CheckOptionError
        If a check is unknown, or one is ignored without a reason.

    Notes
    -----
    A script that calls this must guard its own start with ``if __name__ == "__main__":``, as
    always when Python starts processes.
    """
    profile = profile if profile is not None else load_profile("default")
    for wanted in (*select, *(ignore or {})):
        find_checks(wanted)
    reasons = tuple((ignore or {}).items())
    todo = [Job(str(p), profile, tuple(select), reasons, language(), form, day) for p in paths]
    with use_language(language()):  # threads of this process must not see it change
        stamps = [_stamp(job) for job in todo]
        outcomes: list[Outcome | None] = [
            store.find(job, stamp) if store else None for job, stamp in zip(todo, stamps, strict=True)
        ]
        for known in outcomes:
            if on_done and known is not None:
                on_done(known)
        left = [n for n, outcome in enumerate(outcomes) if outcome is None]
        waiting, turn = dict[int, Outcome](), 0
        with closing(run_jobs(review_file, [todo[n] for n in left], executor=executor, workers=jobs)) as running:  # type: ignore[type-var]
            for i, said in running:
                waiting[i] = _outcome(todo[left[i]], said)
                if on_done:
                    on_done(waiting[i])
                while turn in waiting:  # kept in the order of the files: names of memos do not depend on chance
                    n, outcome = left[turn], waiting.pop(turn)
                    outcomes[n] = store.keep(todo[n], stamps[n], outcome) if store else outcome
                    turn += 1
    return BatchResult(tuple(outcome for outcome in outcomes if outcome is not None))


def _outcome(job: Job, said: Any) -> Outcome:
    if not isinstance(said, Exception):
        return said  # type: ignore[no-any-return]
    name = Path(job.path).as_posix()
    if isinstance(said, WorkerDiedError):
        return Failed(
            name, _("{file}: the process that reviewed it died; review it alone to see why.").format(file=name)
        )
    reason = f"{type(said).__name__}: {said}"
    return Failed(
        name,
        _("{file}: an unexpected error stopped its review ({reason}); please report it with the file.").format(
            file=name, reason=reason
        ),
    )


def _stamp(job: Job) -> tuple[int, int]:
    """Return a file's size and time before it is read; (-1, -1) for one that is not there."""
    try:
        seen = os.stat(job.path)  # noqa: PTH116 - one call for both
    except OSError:
        return -1, -1
    return seen.st_size, seen.st_mtime_ns
