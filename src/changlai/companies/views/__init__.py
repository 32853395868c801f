"""Doors on screen."""
