"""The control API under /_sandbox/: sets the stage for tests, demos and benchmarks."""
