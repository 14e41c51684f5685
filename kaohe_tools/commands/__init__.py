"""The commands of the command line, a module each: their options, and what they do."""
