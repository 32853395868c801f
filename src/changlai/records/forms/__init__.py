"""What people fill in about lists and fields."""

from changlai.records.forms.fields import ArrangementForm, DefinitionForm, NewDefinitionForm, SectionForm
from changlai.records.forms.views import ViewForm

__all__ = ["ArrangementForm", "DefinitionForm", "NewDefinitionForm", "SectionForm", "ViewForm"]
