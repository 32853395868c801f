"""What happens to companies. Each is keyed by the company."""

from changlai.kernel.events import Event


class CompanyCreated(Event, frozen=True, kw_only=True):
    """A company is there that was not."""

    company_id: int
    name: str


class CompanyChanged(Event, frozen=True, kw_only=True):
    """Something about a company is different; ``fields`` are named as in the API, own fields as ``field-12``."""

    company_id: int
    fields: tuple[str, ...]


class CompanyDeleted(Event, frozen=True, kw_only=True):
    """A company is gone for good; the people who worked there stay."""

    company_id: int
    name: str


class CompaniesMerged(Event, frozen=True, kw_only=True):
    """Two companies are one: ``old_id`` leads to ``into_id`` from now on."""

    into_id: int
    old_id: int


class CompanyMergeUndone(Event, frozen=True, kw_only=True):
    """They are two again, each with what it had."""

    into_id: int
    old_id: int


class CompanyBinned(Event, frozen=True, kw_only=True):
    """A company is in the bin: in no list until it is restored."""

    company_id: int


class CompanyRestored(Event, frozen=True, kw_only=True):
    """A company came back from the bin as it was."""

    company_id: int
