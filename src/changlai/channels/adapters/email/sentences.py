"""What can go wrong with a mail server, why, and what to do. English msgids; see contracts.in_words."""

from django.utils.translation import gettext_noop

IMAP_HOST = gettext_noop(
    "The server for incoming mail (IMAP) was not found or did not answer. Check its name and port in the settings:"
)
SMTP_HOST = gettext_noop(
    "The server for outgoing mail (SMTP) was not found or did not answer. Check its name and port in the settings:"
)
INSIDE = gettext_noop(
    "The mail server's address is not on the public Internet, so it was not called. Use a public one, or ask the "
    "operator to allow this one:"
)
TLS = gettext_noop(
    "The mail server answered without the encryption of the settings, or its certificate is not valid for this name. "
    "Check port and encryption:"
)
GREETING = gettext_noop("What answered at this address is no mail server of this kind. Check name and port:")
LOGIN = gettext_noop(
    "The mail server refused user name or password. Most services want an authorisation code or app password instead "
    "of the usual password, and IMAP and SMTP switched on in the mailbox's settings. It said:"
)
NO_LOGIN = gettext_noop(
    "The mail server offers no way to sign in over this connection. Check port and encryption in the settings:"
)
FOLDER = gettext_noop("There is no such folder in the mailbox. Check its name in the settings:")
DROPPED = gettext_noop("The mail server broke the connection off. It is tried again by itself.")
BUSY = gettext_noop("The mail server is busy and asked to wait. It is tried again by itself. It said:")
REFUSED = gettext_noop("The mail server refused the mail. It said:")
RECIPIENT = gettext_noop("The mail server does not deliver to this address. Check it, or ask the customer for another:")
NOBODY = gettext_noop(
    "The mail server says that there is nobody at this address. Ask the customer for another one, or take it out of Cc:"
)
SENDER = gettext_noop(
    "The mail server does not let this mailbox send from the address in its settings. Check address and user name. "
    "It said:"
)
UNCERTAIN = gettext_noop("The connection broke while the mail was handed over, so it may have arrived.")
NO_RECIPIENT = gettext_noop("There is no e-mail address to write to.")
TOO_LARGE = gettext_noop("The mail server does not take mails that long. Send the files as links. It said:")
BOUNCED = gettext_noop("It did not arrive: the recipient's mail system sent it back. It said:")
NO_PART = gettext_noop("The mail has no such part, or it could not be unpacked. Look into the original.")
