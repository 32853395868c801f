"""Pages of the machine room."""
