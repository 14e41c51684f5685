"""Work beside the panel: the newest counts, errors are told, nothing is taken while a verb runs."""

from __future__ import annotations

import threading

from kaohe_tools.locale import language, use_language
from kaohe_tools.panels.background import Background


def _started(background, work, taken):
    background.start(work, taken.append, lambda err: taken.append(repr(err)))


def test_an_outcome_is_taken():
    taken = []
    background = Background(threading.RLock())
    _started(background, lambda stop: stop(), taken)

    assert background.wait(10)
    assert taken == [False]


def test_of_two_pieces_of_work_only_the_newer_counts_and_the_older_is_asked_to_stop():
    taken, begun, go = [], threading.Event(), threading.Event()
    background = Background(threading.RLock())

    def first(stop):
        begun.set()
        assert go.wait(10)
        taken.append(("asked", stop()))
        return "first"

    _started(background, first, taken)
    assert begun.wait(10)
    _started(background, lambda _stop: "second", taken)
    go.set()

    assert background.wait(10)
    assert taken == [("asked", True), "second"]


def test_dropped_work_is_not_taken():
    taken, go = [], threading.Event()
    background = Background(threading.RLock())
    _started(background, lambda _stop: go.wait(10), taken)
    thread = background._thread
    background.drop()
    go.set()
    thread.join(10)

    assert (taken, background.busy) == ([], False)


def test_what_goes_wrong_is_handed_over():
    taken = []
    background = Background(threading.RLock())
    _started(background, lambda _stop: 1 / 0, taken)

    assert background.wait(10)
    assert "ZeroDivisionError" in taken[0]


def test_nothing_is_taken_while_the_lock_is_held_elsewhere():
    taken, lock = [], threading.RLock()
    background = Background(lock)
    with lock:
        _started(background, lambda _stop: "late", taken)
        assert not background.wait(0.2)
        assert taken == []
    assert background.wait(10)
    assert taken == ["late"]


def test_the_language_goes_with_the_work():
    taken = []
    background = Background(threading.RLock())
    with use_language("en"):
        _started(background, lambda _stop: language(), taken)

    assert background.wait(10)
    assert taken == ["en"]
