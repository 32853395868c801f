"""Customers and what is kept of them: identities, relations, one timeline, merges, own fields, notes, collaborators."""

from changlai.customers.models.fields import Field, FieldOption, FieldValue, Section
from changlai.customers.models.merges import MergeImage, Merging
from changlai.customers.models.people import Alias, Customer, Follow, Identity, Interaction, Suggestion
from changlai.customers.models.work import Collaborator, Note, NoteFile

__all__ = [
    "Alias",
    "Collaborator",
    "Customer",
    "Field",
    "FieldOption",
    "FieldValue",
    "Follow",
    "Identity",
    "Interaction",
    "MergeImage",
    "Merging",
    "Note",
    "NoteFile",
    "Section",
    "Suggestion",
]
