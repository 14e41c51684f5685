"""Named scenarios (方案草稿) and every edit to them, in SQLite beside the work."""
