"""Take the pictures of the panels that the README shows: the real pages of ``kaohe app`` on the sample sheets.

``docs/pictures/`` gets one PNG for each panel, in Chinese, with few colours so that it stays small. What a picture
shows is done on the page as a designer does it: see `SHOTS`.
"""

from __future__ import annotations

import argparse
import io
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

from kaohe_tools.app import find_notebook, start_app
from kaohe_tools.workspace import prepare

PICTURES = Path(__file__).resolve().parents[1] / "docs" / "pictures"
OPTIONS = ("--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync")
WIDTH, HEIGHT, SHARPNESS, COLOURS = 1200, 1300, 1.5, 96
MARGIN = 12
PATIENCE = 120_000  # milliseconds
RESULTS = "sample_sheets/results_2023.xlsx"
LARGEST = 200_000  # bytes
FROM_TOP = """margin => {
    const board = document.querySelector(".kh-board");
    board.style.scrollMarginTop = `${margin}px`;
    board.scrollIntoView({ block: "start" });
}"""
SETTLED = "seq => document.querySelector('.kh-board').dataset.seq !== seq"


@dataclass(frozen=True, slots=True)
class Shot:
    """One picture.

    Attributes
    ----------
    notebook : str
        Whose panel.
    act : callable
        Brings the panel into the state to be shown; called when the page is there.
    until : str
        Selector of the last thing that is shown; the whole panel if empty.
    """

    notebook: str
    act: Callable[[Page], None]
    until: str = ""


def _answered(page: Page, act: Callable[[], None]) -> None:
    """Do something and wait for the kernel's answer."""
    before = page.locator(".kh-board").get_attribute("data-seq")
    act()
    page.wait_for_function(SETTLED, arg=before)


def _choose_a_finding(page: Page) -> None:
    """Show the row that deducts 5 of its 4 points."""
    finding = page.locator("td.kh-c1", has_text="RL01")
    finding.wait_for()
    _answered(page, finding.first.click)


def _solve(page: Page) -> None:
    """Move the points to 100 with the milestones' share in its band."""
    button = page.locator("button[name=solve]")
    button.wait_for()
    _answered(page, button.click)
    page.locator(".kh-solved", has_text="✓").wait_for()
    page.locator("select[name=results]").select_option(RESULTS)
    page.locator(".kh-effect:not(.kh-old)", has_text="60").wait_for()


def _wait_for_exact_figures(page: Page) -> None:
    page.wait_for_function("() => document.querySelector('.kh-simulate')?.dataset.exact === 'true'")
    page.wait_for_function("() => !document.querySelector('.kh-simulate .kh-waiting')")


def _show_rules_and_words(page: Page) -> None:
    """Leave out last year's results and close the lists above the changed rules."""
    page.locator(".kh-list[data-key=words]").wait_for()
    _answered(page, lambda: page.locator("select[name=results]").select_option(""))
    for key in ("sections", "points"):
        page.locator(f".kh-list[data-key={key}] summary").click()


SHOTS = (
    Shot("01_review", _choose_a_finding),
    Shot("02_rebalance", _solve, until='tr[data-n="8"]'),
    Shot("03_simulate", _wait_for_exact_figures, until=".kh-tabs"),
    Shot("04_compare", _show_rules_and_words, until=".kh-list[data-key=words] tbody tr:nth-child(9)"),
)


def take(shot: Shot, page: Page, folder: Path) -> bytes:
    """Open a panel's page, bring it into its state and return the picture as PNG."""
    server = start_app(folder, find_notebook(folder, Path(shot.notebook)))
    try:
        page.goto(server.url, timeout=PATIENCE)
        page.locator(".kh-board").wait_for()
        shot.act(page)
        page.mouse.move(0, 0)
        page.evaluate("() => document.activeElement?.blur()")
        page.evaluate(FROM_TOP, MARGIN)
        box = page.locator(".kh-board").bounding_box()
        last = page.locator(shot.until).first.bounding_box() if shot.until else box
        height = last["y"] + last["height"] - box["y"] + (0 if shot.until else MARGIN)
        clip = {"x": box["x"] - MARGIN, "y": box["y"] - MARGIN, "width": box["width"] + 2 * MARGIN}
        return page.screenshot(clip=clip | {"height": min(height, HEIGHT) + MARGIN})
    finally:
        server.stop()


def small(picture: bytes) -> bytes:
    """Return a PNG with few colours."""
    out = io.BytesIO()
    image = Image.open(io.BytesIO(picture)).convert("RGB")
    image.quantize(COLOURS, dither=Image.Dither.NONE).save(out, "PNG", optimize=True)
    return out.getvalue()


def main(arguments: list[str]) -> int:
    """Take the pictures; return 1 if one is too large."""
    parser = argparse.ArgumentParser(prog="run.py pictures", description=__doc__)
    parser.add_argument("browser", help="Chromium, Chrome or Edge; run.py names it")
    parser.add_argument("names", nargs="*", metavar="NAME", help="such as 01_review (all of them without a name)")
    chosen = parser.parse_args(arguments)
    PICTURES.mkdir(parents=True, exist_ok=True)
    too_large = 0
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        work = prepare(Path(folder) / "kaohe-work")
        browser = playwright.chromium.launch(executable_path=chosen.browser, args=OPTIONS)
        for shot in SHOTS:
            if chosen.names and shot.notebook not in chosen.names:
                continue
            size = {"width": WIDTH, "height": HEIGHT + 2 * MARGIN}
            page = browser.new_page(viewport=size, device_scale_factor=SHARPNESS, locale="zh-CN")
            page.set_default_timeout(PATIENCE)
            picture = small(take(shot, page, work))
            page.close()
            (PICTURES / f"{shot.notebook}.png").write_bytes(picture)
            too_large += len(picture) > LARGEST
            print(f"docs/pictures/{shot.notebook}.png: {len(picture) // 1000} kB")
        browser.close()
    return 1 if too_large else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
