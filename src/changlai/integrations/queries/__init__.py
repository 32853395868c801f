"""Questions about endpoints and what they were told."""

from changlai.integrations.queries.endpoints import Wanting, get_for, visible_to, wanting
from changlai.integrations.queries.log import PAGE, deliveries, delivery_for, tries

__all__ = ["PAGE", "Wanting", "deliveries", "delivery_for", "get_for", "tries", "visible_to", "wanting"]
