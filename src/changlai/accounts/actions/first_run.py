from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from changlai.accounts import proofs
from changlai.accounts.actions.members import create_member
from changlai.accounts.actions.organisations import create_organisation
from changlai.accounts.enums import SystemRole
from changlai.accounts.errors import WrongFirstRunToken
from changlai.accounts.models import FirstRun, Member, Organisation


@dataclass(frozen=True, slots=True)
class NewHouse:
    """What the first-run page asks for. ``language`` is one of settings.LANGUAGES, ``time_zone`` an IANA
    name.
    """

    organisation: str
    name: str
    sign_in_name: str
    password: str
    language: str
    time_zone: str


def first_run_url(*, now: datetime | None = None) -> str:
    """The address to open first: set-up with a fresh token while there is no organisation, else the sign-in
    page.

    Each call makes the token before it worthless. Print it on the console and nowhere else.
    """
    if Organisation.objects.exists():
        return settings.PUBLIC_URL + reverse("entrance:sign_in")
    secret = proofs.new_secret()
    facts = {"digest": proofs.digest(secret), "created_at": now or timezone.now(), "used_at": None}
    FirstRun.objects.update_or_create(id=1, defaults=facts)
    return f"{settings.PUBLIC_URL}{reverse('entrance:welcome')}?{urlencode({'token': secret})}"


def set_up(*, token: str, house: NewHouse, now: datetime) -> tuple[Organisation, Member]:
    """Make the first organisation and its administrator. Raises WrongFirstRunToken; the token dies with
    success.
    """
    with transaction.atomic():
        mine = FirstRun.objects.filter(id=1, digest=proofs.digest(token.strip()), used_at=None)
        if Organisation.objects.exists() or not mine.update(used_at=now):
            raise WrongFirstRunToken
        organisation = create_organisation(name=house.organisation, language=house.language, time_zone=house.time_zone)
        member = create_member(
            organisation=organisation,
            name=house.name,
            sign_in_name=house.sign_in_name,
            role=SystemRole.ADMIN,
            password=house.password,
        )
    return organisation, member
