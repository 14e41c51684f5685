"""The rebalancing panel: a draft's points, what solving makes of them, and the scenarios that keep every edit."""
