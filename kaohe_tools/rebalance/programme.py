"""HiGHS, quiet, on one thread and from one seed: the same programme gives the same answer."""

from __future__ import annotations

import highspy


class _Quiet(highspy.Highs):
    """HiGHS without its banner, which setting up the callbacks prints whatever `output_flag` says."""

    def enableCallbacks(self) -> None:  # noqa: N802 - the name in highspy
        """Set up no callbacks; none is used here."""


def run_highs(programme: highspy.HighsLp, seconds: float | None = None, **options: float | str) -> highspy.Highs:
    """Solve a programme and return the solver with what it found.

    Parameters
    ----------
    seconds : float, optional
        Time limit.
    options : float or str
        Further options of HiGHS by name.
    """
    solver = _Quiet()  # type: ignore[no-untyped-call]  # highspy leaves its constructor without types
    set_: dict[str, float | str] = {"output_flag": False, "threads": 1, "random_seed": 0, "mip_rel_gap": 0.0, **options}
    if seconds is not None:
        set_["time_limit"] = seconds
    for name, value in set_.items():
        solver.setOptionValue(name, value)
    solver.passModel(programme)
    solver.run()
    return solver
