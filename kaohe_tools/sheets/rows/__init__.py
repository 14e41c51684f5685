"""What a table's rows are, beside indicators: rows that sum, head, go on with or stand beside others."""
