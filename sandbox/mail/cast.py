"""The people whose mailboxes stand open on the mail page."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Writer:
    """Somebody who writes mails. Of an address that begins with ``gone`` the mailbox is no more."""

    name: str
    address: str

    @property
    def spelled(self) -> str:
        return f"{self.name} <{self.address}>"


WRITERS = (
    Writer("苏婉", "suwan@qingmu-design.example"),
    Writer("Lena Hartmann", "lena@lumen-hotels.example"),
    Writer("王海涛", "gone.wht@oldmail.example"),
)
