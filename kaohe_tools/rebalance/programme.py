"""HiGHS, quiet, on one thread and from one seed: the same programme gives the same answer."""

from __future__ import annotations

import highspy


def run_highs(programme: highspy.HighsLp, seconds: float | None = None, **options: float | str) -> highspy.Highs:
    """Solve a programme and return the solver with what it found.

    Parameters
    ----------
    seconds : float, optional
        Time limit.
    options : float or str
        Further options of HiGHS by name.
    """
    solver = highspy.Highs()  # type: ignore[no-untyped-call]  # highspy leaves its constructor without types
    set_: dict[str, float | str] = {"output_flag": False, "threads": 1, "random_seed": 0, "mip_rel_gap": 0.0, **options}
    if seconds is not None:
        set_["time_limit"] = seconds
    for name, value in set_.items():
        solver.setOptionValue(name, value)
    solver.passModel(programme)
    solver.run()
    return solver
