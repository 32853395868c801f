"""Keeping the product's processes alive on one machine: what `changlai up` does after it has said ready."""
