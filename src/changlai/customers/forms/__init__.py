"""What people fill in about a customer."""

from changlai.customers.forms.fields import (
    KINDS,
    OPTION_LENGTH,
    DefinitionForm,
    FieldsForm,
    NewDefinitionForm,
    SectionForm,
    fields_form,
)
from changlai.customers.forms.people import (
    GENDERS,
    NOTE_LENGTH,
    BasicsForm,
    CollaboratorForm,
    ContactForm,
    NameForm,
    NewCustomerForm,
    NoteForm,
    OrderForm,
    OwnerForm,
)

__all__ = [
    "GENDERS",
    "KINDS",
    "NOTE_LENGTH",
    "OPTION_LENGTH",
    "BasicsForm",
    "CollaboratorForm",
    "ContactForm",
    "DefinitionForm",
    "FieldsForm",
    "NameForm",
    "NewCustomerForm",
    "NewDefinitionForm",
    "NoteForm",
    "OrderForm",
    "OwnerForm",
    "SectionForm",
    "fields_form",
]
