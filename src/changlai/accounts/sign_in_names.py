"""What people type to say who they are, in the one form in which it is stored."""

from dataclasses import dataclass

import phonenumbers

REGION = "CN"  # a number without a country code is a Chinese one
EMAIL_LENGTH = 254


@dataclass(frozen=True, slots=True)
class SignInName:
    """Exactly one of the two is set, or none when the text is neither. ``phone`` is E.164."""

    email: str = ""
    phone: str = ""

    @property
    def value(self) -> str:
        return self.email or self.phone


def normalised(text: str) -> SignInName:
    """Read an e-mail address (lower-cased) or a phone number, however it is spaced."""
    text = text.strip()
    if "@" in text:
        return SignInName(email=text.lower()) if len(text) <= EMAIL_LENGTH else SignInName()
    try:
        number = phonenumbers.parse(text, REGION)
    except phonenumbers.NumberParseException:
        return SignInName()
    if not phonenumbers.is_valid_number(number):
        return SignInName()
    return SignInName(phone=phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))
