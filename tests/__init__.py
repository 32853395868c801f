"""Tests that belong to no single module: guards of the architecture, stories across modules, the browser."""
