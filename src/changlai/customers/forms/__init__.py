"""What people fill in about a customer."""

from changlai.customers.forms.people import (
    GENDERS,
    NOTE_LENGTH,
    BasicsForm,
    BinDaysForm,
    BinForm,
    CollaboratorForm,
    ContactForm,
    FollowUpFactsForm,
    FollowUpForm,
    NameForm,
    NewCustomerForm,
    NewOutcomeForm,
    NoteForm,
    OutcomeForm,
    OutcomesOrderForm,
    OwnerForm,
)

__all__ = [
    "GENDERS",
    "NOTE_LENGTH",
    "BasicsForm",
    "BinDaysForm",
    "BinForm",
    "CollaboratorForm",
    "ContactForm",
    "FollowUpFactsForm",
    "FollowUpForm",
    "NameForm",
    "NewCustomerForm",
    "NewOutcomeForm",
    "NoteForm",
    "OutcomeForm",
    "OutcomesOrderForm",
    "OwnerForm",
]
