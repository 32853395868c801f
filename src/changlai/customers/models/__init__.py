"""Customers and what is kept of them: identities, relations, one timeline, merges, own fields, notes, collaborators,
the bin."""

from changlai.customers.models.activity import ActivityChunk
from changlai.customers.models.care import (
    BIN_DAYS,
    LONGEST_BIN_DAYS,
    Care,
    MergeRun,
    Purge,
    QualityCount,
    TwinRule,
    Unchecked,
)
from changlai.customers.models.fields import FieldValue
from changlai.customers.models.merges import MergeImage, Merging
from changlai.customers.models.people import Alias, Customer, Follow, Identity, Interaction, Suggestion
from changlai.customers.models.work import Collaborator, Note, NoteFile, Outcome

__all__ = [
    "BIN_DAYS",
    "LONGEST_BIN_DAYS",
    "ActivityChunk",
    "Alias",
    "Care",
    "Collaborator",
    "Customer",
    "FieldValue",
    "Follow",
    "Identity",
    "Interaction",
    "MergeImage",
    "MergeRun",
    "Merging",
    "Note",
    "NoteFile",
    "Outcome",
    "Purge",
    "QualityCount",
    "Suggestion",
    "TwinRule",
    "Unchecked",
]
