"""Nobody but :mod:`kaohe_tools.files` opens a file for writing: read from the source texts of the whole package."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "kaohe_tools"
OTHERS = {
    "server.py": "the log that a server writes into for as long as it runs",
    "cli.py": "the null device, where the reader of a pipe has gone",
}
WRITERS = {"write_text", "write_bytes", "touch", "mkstemp", "NamedTemporaryFile"}
COPIES = {"shutil.copy", "shutil.copy2", "shutil.copyfile", "shutil.copytree", "shutil.move"}
MODE = re.compile(r"'[rbt]*[wax+][rwabxt+]*'|.*\bO_(WRONLY|RDWR)\b.*")
MODULES = sorted(p.relative_to(PACKAGE).as_posix() for p in PACKAGE.rglob("*.py") if "_shipped" not in p.parts)


def writings(source: str) -> set[str]:
    """Return the calls that open a file for writing, or have a library write one."""
    tree = ast.parse(source)
    functions = [n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)]
    return {call for function in functions or [tree] for call in _writings(function)}


def _writings(function: ast.AST) -> Iterator[str]:
    buffers = {
        ast.unparse(target)
        for n in ast.walk(function)
        if isinstance(n, ast.Assign) and ast.unparse(n.value).endswith("BytesIO()")
        for target in n.targets
    }
    for call in (n for n in ast.walk(function) if isinstance(n, ast.Call)):
        whole = ast.unparse(call.func)
        owner, _dot, name = whole.rpartition(".")
        said = [ast.unparse(value) for value in (*call.args, *(k.value for k in call.keywords))]
        opens = name in ("open", "fdopen") and any(MODE.fullmatch(a) for a in said)
        saves = name in ("save", "savefig", "to_csv", "to_excel") and owner not in ("", "state")
        if name in WRITERS or whole in COPIES or opens or (saves and not {*said[:1]} <= buffers):
            yield ast.unparse(call)


@pytest.mark.parametrize("module", [m for m in MODULES if m not in ("files.py", *OTHERS)])
def test_a_module_writes_no_file_by_itself(module: str) -> None:
    """What is written elsewhere could be found half, be lost on a full disk, or replace somebody's file."""
    assert writings((PACKAGE / module).read_text("utf-8")) == set()


@pytest.mark.parametrize(("module", "why"), OTHERS.items())
def test_the_exceptions_are_still_needed(module: str, why: str) -> None:
    assert len(writings((PACKAGE / module).read_text("utf-8"))) == 1, why


@pytest.mark.parametrize(
    "call",
    [
        "open(p, 'w')",
        "open(p, mode='a+')",
        "p.open('xb')",
        "p.open('r+b')",
        "os.open(p, os.O_WRONLY | os.O_CREAT)",
        "os.fdopen(h, 'wb')",
        "p.write_text(t)",
        "shutil.copy(a, b)",
        "book.save(p)",
        "frame.to_csv(p)",
    ],
)
def test_each_way_of_writing_is_seen(call: str) -> None:
    assert writings(f"def f(p):\n    out = io.BytesIO()\n    {call}\n") == {ast.unparse(ast.parse(call))}


@pytest.mark.parametrize("call", ["open(p)", "p.open('rb')", "book.save(out)", "os.open(p, os.O_RDONLY)"])
def test_what_only_reads_is_not(call: str) -> None:
    assert writings(f"def f(p):\n    out = io.BytesIO()\n    {call}\n") == set()
