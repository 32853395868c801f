"""Verbs of the company room. Only this package writes its tables."""

from changlai.companies.actions.binning import bin_companies, purge, purge_due, restore
from changlai.companies.actions.companies import (
    FACTS,
    assign_many,
    checked_fact,
    create,
    edit,
    set_industry,
    write_note,
)
from changlai.companies.actions.fields import fill_in, fill_many, set_fields
from changlai.companies.actions.importing import bring_in, take_back
from changlai.companies.actions.industries import arrange_industries, create_industry, delete_industry, rename_industry
from changlai.companies.actions.merging import CHOICES, FIELD, GONE, STAYED, merge, participants
from changlai.companies.actions.parting import UNDO_DAYS, forget_images, forget_people, part, tell_apart
from changlai.companies.actions.people import add_person, change_post, employ, remove_person

__all__ = [
    "CHOICES",
    "FACTS",
    "FIELD",
    "GONE",
    "STAYED",
    "UNDO_DAYS",
    "add_person",
    "arrange_industries",
    "assign_many",
    "bin_companies",
    "bring_in",
    "change_post",
    "checked_fact",
    "create",
    "create_industry",
    "delete_industry",
    "edit",
    "employ",
    "fill_in",
    "fill_many",
    "forget_images",
    "forget_people",
    "merge",
    "part",
    "participants",
    "purge",
    "purge_due",
    "remove_person",
    "rename_industry",
    "restore",
    "set_fields",
    "set_industry",
    "take_back",
    "tell_apart",
    "write_note",
]
