"""The one way of tables and texts to the terminal: nothing that a sheet says moves its cursor or colours it."""

from __future__ import annotations

import sys
from dataclasses import dataclass

from rich.console import Console, ConsoleOptions, ConsoleRenderable, RenderHook, RenderResult

from kaohe_tools.plain_text import printable


def make_console() -> Console:
    """Return a console on standard output that prints texts as they are, without what is not to be seen."""
    # in a pipe there is no width to fit: leave the lines whole
    console = Console(file=sys.stdout, width=None if sys.stdout.isatty() else 160, highlight=False, markup=False)
    console.push_render_hook(_Hook())
    return console


class _Hook(RenderHook):
    def process_renderables(self, renderables: list[ConsoleRenderable]) -> list[ConsoleRenderable]:
        return [_Printable(inner) for inner in renderables]


@dataclass(frozen=True)
class _Printable:
    inner: ConsoleRenderable

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        for part in console.render(self.inner, options):
            yield part if part.control else part._replace(text=printable(part.text))
