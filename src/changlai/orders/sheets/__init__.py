"""Orders in imported tables."""

from changlai.orders.sheets.part import OrderPart

PARTS = (OrderPart(),)

__all__ = ["PARTS", "OrderPart"]
