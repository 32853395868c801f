"""Model fields whose values lie sealed in the database.

The key is not in the database; a value opens only in its own organisation, table and column. Values are opened when
they are first read from a model instance, and sealed when it is saved. There is nothing to search or sort by, but for
a blind index of a text.
"""

import json
from typing import Any

from django.core import checks
from django.db import models
from django.db.models.query_utils import DeferredAttribute

from changlai.kernel.crypto import blind_index, open_sealed, seal


class Sealed:
    """What ``values()`` and an unread attribute hold: the sealed text, which shows nothing when printed."""

    __slots__ = ("text",)

    def __init__(self, text: str) -> None:
        self.text = text

    def __repr__(self) -> str:
        return "<sealed>"


class _Opening(DeferredAttribute):
    """Opens a sealed value at the first reading, when organisation, table and column are known."""

    field: "EncryptedField"

    def __get__(self, instance: models.Model | None, owner: Any = None) -> Any:  # noqa: ANN401 - text or JSON
        if instance is None:
            return self
        value = instance.__dict__.get(self.field.attname)
        if value is None:
            value = super().__get__(instance, owner)
        if isinstance(value, Sealed):
            value = self.field.open(value.text, organisation_id=self.field.organisation_of(instance))
            instance.__dict__[self.field.attname] = value
        return value

    def __set__(self, instance: models.Model, value: object) -> None:
        instance.__dict__[self.field.attname] = value


ORGANISATION = "organisation_id"


class EncryptedField(models.TextField):  # type: ignore[type-arg]  # no generic at run time
    """The common part; use one of the two below. Not editable: forms of ours handle secrets by hand.

    ``owner`` is the column of whom the value belongs to: an organisation's, or ``user_id`` for what is a person's own
    in all of them. It opens for that one only; wherever ``organisation_id`` is said here, it is this number.
    """

    descriptor_class = _Opening

    def __init__(self, *args: Any, owner: str = ORGANISATION, **options: Any) -> None:  # noqa: ANN401 - Django's signature
        self.owner = owner
        options.setdefault("editable", False)
        super().__init__(*args, **options)

    def deconstruct(self) -> Any:  # noqa: ANN401 - Django's signature
        name, path, args, options = super().deconstruct()
        return name, path, args, options | ({"owner": self.owner} if self.owner != ORGANISATION else {})

    def seal(self, value: Any, *, organisation_id: int) -> str:  # noqa: ANN401 - text or JSON
        """What the database holds for ``value``; for set-wise statements, which go round ``save``."""
        return seal(self.dumps(value), place=self._place(organisation_id))

    def open(self, sealed: str, *, organisation_id: int) -> Any:  # noqa: ANN401 - text or JSON
        """The value back; raises :class:`changlai.kernel.crypto.CannotOpen`."""
        return self.loads(open_sealed(sealed, place=self._place(organisation_id)))

    def dumps(self, value: Any) -> bytes:  # noqa: ANN401 - text or JSON
        raise NotImplementedError

    def loads(self, plain: bytes) -> Any:  # noqa: ANN401 - text or JSON
        raise NotImplementedError

    def organisation_of(self, instance: models.Model) -> int:
        owner_id: int | None = getattr(instance, self.owner, None)
        if not owner_id:
            raise ValueError(f"{type(instance).__name__}.{self.name} cannot be sealed before {self.owner} is set")
        return owner_id

    def _place(self, organisation_id: int) -> str:
        mark = "" if self.owner == ORGANISATION else f"{self.owner} "
        return f"{mark}{organisation_id}:{self.model._meta.db_table}.{self.column}"

    def check(self, **options: Any) -> list[checks.CheckMessage]:  # noqa: ANN401 - Django's signature
        found = super().check(**options)
        if not hasattr(self.model, self.owner):
            found.append(checks.Error(f"an encrypted field needs {self.owner} beside it", obj=self, id="kernel.E001"))
        return found

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:  # noqa: ANN401, FBT001 - Django's signature
        value = model_instance.__dict__.get(self.attname)
        if value is None or isinstance(value, Sealed):
            return value
        return Sealed(self.seal(value, organisation_id=self.organisation_of(model_instance)))

    def get_prep_value(self, value: object) -> str | None:
        """Only sealed values reach the database; whatever goes round ``save`` is refused."""
        if value is None:
            return None
        if not isinstance(value, Sealed):
            raise TypeError(f"{self.name} is encrypted: save the instance; update() and filters see no plain values")
        return value.text

    def from_db_value(self, value: str | None, *_context: object) -> Sealed | None:
        return None if value is None else Sealed(value)

    def to_python(self, value: Any) -> Any:  # noqa: ANN401 - text or JSON
        return value

    def value_to_string(self, obj: models.Model) -> str:
        """Serialisers (dumpdata) get the sealed text."""
        sealed = self.pre_save(obj, add=False)
        return "" if sealed is None else str(sealed.text)

    def get_lookup(self, lookup_name: str) -> Any:  # noqa: ANN401 - a class of Django's
        if lookup_name != "isnull":
            raise TypeError(f"{self.name} is encrypted: it cannot be searched by {lookup_name!r}")
        return super().get_lookup(lookup_name)


class EncryptedTextField(EncryptedField):
    """A sealed ``str``. Empty text lies there as empty text: there is nothing to hide."""

    def seal(self, value: str, *, organisation_id: int) -> str:
        return super().seal(value, organisation_id=organisation_id) if value else ""

    def open(self, sealed: str, *, organisation_id: int) -> str:
        return str(super().open(sealed, organisation_id=organisation_id)) if sealed else ""

    def dumps(self, value: str) -> bytes:
        return value.encode()

    def loads(self, plain: bytes) -> str:
        return plain.decode()


class EncryptedJSONField(EncryptedField):
    """A sealed JSON value, usually a dict of secrets and settings. Changing it in place is seen by ``save``."""

    _pyi_private_set_type: Any  # how the stubs of Django learn what a model attribute takes and gives
    _pyi_private_get_type: Any

    def dumps(self, value: Any) -> bytes:  # noqa: ANN401 - JSON
        return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()

    def loads(self, plain: bytes) -> Any:  # noqa: ANN401 - JSON
        return json.loads(plain)


class BlindIndexField(models.CharField):  # type: ignore[type-arg]  # no generic at run time
    """A keyed digest of the encrypted text field named ``of``, to find a row by its exact value.

    Search with ``filter(phone_index__in=blind_indexes(value, organisation_id))``. ``save(update_fields=...)`` must
    name both fields.
    """

    def __init__(self, *args: Any, of: str, **options: Any) -> None:  # noqa: ANN401 - Django's signature
        self.of = of
        super().__init__(*args, **{"max_length": 64, "editable": False, "default": "", **options})

    def deconstruct(self) -> Any:  # noqa: ANN401 - Django's signature
        name, path, args, options = super().deconstruct()
        return name, path, args, {**options, "of": self.of}

    def pre_save(self, model_instance: models.Model, add: bool) -> str:  # noqa: FBT001 - Django's signature
        value = getattr(model_instance, self.of)
        organisation_id: int = getattr(model_instance, "organisation_id")  # noqa: B009 - every OrgModel has it
        digest = blind_index(value, organisation_id) if value else ""
        setattr(model_instance, self.attname, digest)
        return digest
