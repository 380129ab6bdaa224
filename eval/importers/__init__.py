"""Question sets of other projects, each with its corpus, read as they are published."""
