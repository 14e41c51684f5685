"""The review panel: findings with their cells, and how the sheet's layout was understood."""
