"""Pages of channel accounts."""
