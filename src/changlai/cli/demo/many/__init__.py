"""An organisation as large as the largest: believable people by the million."""

from changlai.cli.demo.many.filling import Wanted, multiply

__all__ = ["Wanted", "multiply"]
