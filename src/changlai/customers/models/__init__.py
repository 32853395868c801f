"""Customers, the identities they are known by, who follows them, one timeline, and how customers became one."""

from changlai.customers.models.merges import MergeImage, Merging
from changlai.customers.models.people import Alias, Customer, Follow, Identity, Interaction, Suggestion

__all__ = [
    "Alias",
    "Customer",
    "Follow",
    "Identity",
    "Interaction",
    "MergeImage",
    "Merging",
    "Suggestion",
]
