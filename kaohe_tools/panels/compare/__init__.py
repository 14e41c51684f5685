"""The comparison panel: two sheets or drafts side by side."""
