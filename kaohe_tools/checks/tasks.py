"""What a task is: the rows that belong together as one piece of work with its milestones and its year-end standard."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from kaohe_tools.model import Indicator, Path, Scheme

_MOST_ROWS = 8
_TASK_LEVEL = 3
_TASK_HEADING = re.compile(r"三级|四级|任务|项目|事项")


class Task(NamedTuple):
    """A task's section and, where a section holds several tasks, the name of its rows."""

    path: Path
    name: str = ""

    @property
    def label(self) -> str:
        """What a message calls it."""
        return self.name or self.path[-1]

    @property
    def section(self) -> Path:
        """The section that is this task as a whole; empty where the task is only a part of one."""
        return () if self.name else self.path


def task_rows(scheme: Scheme) -> dict[Task, list[Indicator]]:
    """Return the rows of each task, in the sheet's order.

    A task is the rows of one lowest section; where rows carry names of their own, the rows of one
    section and one name (an empty name continues the one above). Names that differ from row to
    row are titles of steps, not tasks, in a small section (at most 8 rows) on a level of tasks:
    the third or lower, or one whose column is headed so. Rows with neither section nor name
    belong to no task.
    """
    by_path: dict[Path, list[Indicator]] = defaultdict(list)
    for item in scheme.indicators:
        by_path[item.path].append(item)
    headed = _headed_as_task(scheme)
    tasks: dict[Task, list[Indicator]] = defaultdict(list)
    for path, rows in by_path.items():
        steps = bool(path) and (headed or len(path) >= _TASK_LEVEL) and _names_steps(rows)
        name = ""
        for item in rows:
            name = "" if steps else item.name.strip() or name
            if path or name:
                tasks[Task(path, name)].append(item)
    return dict(tasks)


def task_of(scheme: Scheme) -> dict[str, Task]:
    """Return the task of every row that has one, by the row's id."""
    return {item.id: task for task, rows in task_rows(scheme).items() for item in rows}


def _names_steps(rows: Sequence[Indicator]) -> bool:
    names = [i.name.strip() for i in rows]
    return len(rows) <= _MOST_ROWS and len(set(names)) == len(names)


def _headed_as_task(scheme: Scheme) -> bool:
    columns = scheme.layout.columns if scheme.layout else ()
    last = next((c for c in reversed(columns) if c.field == "section"), None)
    return last is not None and bool(_TASK_HEADING.search(last.heading))
