"""`kaohe init`: the working folder without a server."""

from __future__ import annotations

from kaohe_tools.cli import main


def test_it_makes_the_folder_that_the_lab_opens(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)

    assert main(["init"]) == 0

    assert str(tmp_path / "kaohe-work") in capsys.readouterr().out
    made = {p.relative_to(tmp_path / "kaohe-work").as_posix() for p in (tmp_path / "kaohe-work").rglob("*")}
    assert {"00_start.ipynb", "profiles/office.toml", "sample_sheets/node_annual_2018.xlsx"} <= made
    assert "sample_sheets/profiles/county_200.toml" in made  # without it the sample's units are unknown


def test_what_was_changed_is_kept_and_quiet_says_nothing(tmp_path, capsys):
    folder = tmp_path / "ours"
    main(["init", str(folder)])
    (folder / "profiles/office.toml").write_text('title = "ours"\n', "utf-8")
    capsys.readouterr()

    assert main(["init", str(folder), "-q"]) == 0

    assert (folder / "profiles/office.toml").read_text("utf-8") == 'title = "ours"\n'
    assert capsys.readouterr().out == ""


def test_a_file_in_its_place_is_told(tmp_path, capsys):
    (tmp_path / "taken").write_text("a file", "utf-8")

    assert main(["init", str(tmp_path / "taken")]) == 2

    assert "taken" in capsys.readouterr().err
