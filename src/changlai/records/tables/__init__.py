"""Shapes of lists: what the address asks for, conditions in words, heads and cells."""
