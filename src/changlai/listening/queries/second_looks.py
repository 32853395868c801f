"""What a language model is still to be asked about."""

from changlai.listening.models import SecondLook


def organisations_with_looks() -> list[int]:
    """Of those in scope the ones with mentions that wait; one statement."""
    return list(SecondLook.objects.order_by("organisation_id").values_list("organisation_id", flat=True).distinct())
