"""Files of each format -> their sheets as plain data: what a file is, limits, and the child process that parses it."""
