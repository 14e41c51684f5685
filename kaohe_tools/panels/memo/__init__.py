"""The memo panel: a memo ordered, seen as it will be sent, and written."""
