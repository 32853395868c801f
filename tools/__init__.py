"""Programs that keep the house in order. Not part of the product."""
