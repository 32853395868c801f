"""Questions about what is said in public. A person's reading begins at ``visible_to`` and ``get_for``."""

from changlai.listening.queries.mentions import editable_by, get_for, visible_to

__all__ = ["editable_by", "get_for", "visible_to"]
