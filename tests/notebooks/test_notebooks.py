"""Every notebook runs from a designer's working folder and shows the sample's figures."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

ROOT = Path(__file__).parents[2]
STEMS = sorted(path.stem for path in (ROOT / "notebooks").glob("*.ipynb"))
SHOWN = {
    "00_start": (
        "29 项指标，合计 92 分，表中写明满分 100 分",
        "SM01",
        "total-mismatch",
        "image/png",
        "共移动 18 分，已证明最优",
        "60个单位的2318条记录",
        "原来29项共92分，现在29项共100分",
        "memos/node_annual_2018-审核意见.docx",
        "True",
    ),
    "01_review": ("合计 92 分", "29项指标合计92分", "满分100分", "image/png", "审核意见.html", "SHA-256"),
    "03_simulate": (
        "60个单位",
        "29项指标中有1项所有单位都得满分，共2分，区分不了单位（第14行）",
        "image/png",
        "九成把握",
    ),
    "04_compare": ("原来29项共92分，现在29项共100分", "已消除的问题", "60个单位中", "文字变动", "<del>", "仍有"),
    "05_memo": ("node_annual_2018-审核意见.docx", "文稿全文", "29项指标合计92分", "True"),
    "02_rebalance": ("合计 92 分，应为 100 分", "最小单位 0.5 分", "已证明最优", "还差 8", "节点占比"),
}
LONGEST, MOST_CELLS = 8, 12


@pytest.fixture
def working_folder(tmp_path):
    shutil.copytree(ROOT / "sample_sheets", tmp_path / "sample_sheets", ignore=shutil.ignore_patterns("__pycache__"))
    for path in (ROOT / "notebooks").glob("*.ipynb"):
        shutil.copy(path, tmp_path)
    return tmp_path


@pytest.mark.notebook
@pytest.mark.parametrize("stem", STEMS)
def test_runs_and_shows_the_figures(stem, working_folder):
    book = nbformat.read(working_folder / f"{stem}.ipynb", as_version=4)

    NotebookClient(
        book, timeout=120, kernel_name="python3", resources={"metadata": {"path": str(working_folder)}}
    ).execute()

    outputs = [output for cell in book.cells for output in cell.get("outputs", [])]
    assert [] == [o for o in outputs if o["output_type"] == "error" or o.get("name") == "stderr"]
    said = json.dumps(outputs, ensure_ascii=False)
    assert [] == [words for words in SHOWN[stem] if words not in said]


def _cells(stem, kind):
    book = json.loads((ROOT / "notebooks" / f"{stem}.ipynb").read_text("utf-8"))
    return [cell for cell in book["cells"] if cell["cell_type"] == kind]


@pytest.mark.parametrize("stem", STEMS)
def test_is_short_and_its_ids_are_its_own(stem):
    code = _cells(stem, "code")

    assert len(code) <= MOST_CELLS
    assert max(len(cell["source"]) for cell in code) <= LONGEST
    ids = [cell["id"] for cell in (*code, *_cells(stem, "markdown"))]
    assert sorted(ids) == [f"{stem}-{n:02d}" for n in range(1, len(ids) + 1)]


@pytest.mark.parametrize("stem", STEMS)
def test_opens_with_whom_it_is_for_and_what_it_cannot_tell(stem):
    first = "".join(_cells(stem, "markdown")[0]["source"])

    assert first.startswith("# ")
    assert "给谁用" in first
    assert "看不出" in first


@pytest.mark.parametrize(
    ("stem", "names"),
    [
        ("01_review", ()),
        ("02_rebalance", ()),
        ("03_simulate", ("other", "results", "grades")),
        ("04_compare", ("newer", "results")),
    ],
)
def test_only_the_parameters_cell_names_the_inputs(stem, names):
    tagged = [cell for cell in _cells(stem, "code") if "parameters" in cell["metadata"].get("tags", [])]

    assert 1 == len(tagged)
    assert ["path", "profile", "lang", *names] == [line.split(" = ")[0] for line in tagged[0]["source"]]


def _papermill(folder, **parameters):
    """Run the memo notebook as papermill does; return its output as nodes."""
    import papermill

    target = folder / "done.ipynb"
    papermill.execute_notebook(
        str(folder / "05_memo.ipynb"), str(target), parameters=parameters, kernel_name="python3",
        cwd=str(folder), progress_bar=False, log_output=False,
    )  # fmt: skip
    return nbformat.read(target, as_version=4)


@pytest.mark.notebook
def test_the_memo_notebook_takes_parameters_from_papermill(working_folder):
    spec = "sample_sheets/node_annual_2019.toml"
    done = _papermill(working_folder, kind="design", spec=spec, formats=["md"], addressee="某局", reason="向节点倾斜")

    text = (working_folder / "memos" / "node_annual_2018-调分说明.md").read_text("utf-8")
    assert "某局：" in text
    assert "增减合计18分" in text
    assert "True" in str(done.cells[-1].outputs)


@pytest.mark.notebook
@pytest.mark.parametrize("wrong", [{"adressee": "某局"}, {"kind": "letter"}, {"path": "a.xlsx"}])
def test_parameters_that_are_not_known_are_an_error(working_folder, wrong):
    from papermill.exceptions import PapermillExecutionError

    with pytest.raises(
        PapermillExecutionError, match=next(iter(wrong.values())) if "kind" in wrong else next(iter(wrong))
    ):
        _papermill(working_folder, **wrong)
    assert not (working_folder / "memos").exists()
