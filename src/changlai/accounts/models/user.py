from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.crypto import salted_hmac

from changlai.accounts.sign_in_names import normalised


class UserManager(BaseUserManager["User"]):
    """Finds a user by what a person types: an e-mail address or a phone number."""

    def get_by_natural_key(self, username: str | None) -> "User":
        name = normalised(username or "")
        if name.email:
            return self.get(email=name.email)
        if name.phone:
            return self.get(phone=name.phone)
        raise self.model.DoesNotExist


class User(AbstractBaseUser):
    """Somebody who signs in. In each organisation a user is a :class:`Member`."""

    email = models.CharField(max_length=254, unique=True, null=True, blank=True)
    phone = models.CharField(max_length=16, unique=True, null=True, blank=True)
    name = models.CharField(max_length=80)
    language = models.CharField(max_length=10, blank=True)  # empty: the organisation's
    is_active = models.BooleanField(default=True)
    # The platform that vouches for somebody whose address nobody knows: such a user comes in by its door alone.
    comes_by = models.CharField(max_length=60, default="", db_default="", blank=True)
    has_second_factor = models.BooleanField(default=False, db_default=False)
    session_generation = models.PositiveIntegerField(default=0)  # raised to end all sessions

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    objects: ClassVar[UserManager] = UserManager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(email__isnull=False) | Q(phone__isnull=False) | ~Q(comes_by=""), name="user_can_come_in"
            ),
            models.CheckConstraint(condition=Q(email__isnull=True) | Q(email=Lower("email")), name="user_email_lower"),
            models.CheckConstraint(
                condition=Q(phone__isnull=True) | Q(phone__regex=r"^\+[1-9][0-9]{6,14}$"),
                name="user_phone_e164",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def _get_session_auth_hash(self, secret: Any = None) -> str:  # noqa: ANN401 - Django's signature
        """Sessions die with the password and whenever ``session_generation`` is raised."""
        value = f"{self.session_generation}:{self.password}"
        return salted_hmac("changlai.accounts.session", value, secret=secret, algorithm="sha256").hexdigest()
