"""Benchmarks: one file per claim, run by ``./changlai bench NAME``. What they stand on is in ``support``."""
