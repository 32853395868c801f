"""Reference pages say what the code does: where they can be compared, they are."""
