"""The simulation panel: assumptions, distributions, ranks, and who moves and why."""
