"""What is read of a mailbox at once, and of a mail at all."""

LARGEST_MAIL = 50 * 1024 * 1024  # bytes; of a longer one only the beginning is fetched
BEGINNING = 1024 * 1024  # bytes of such a mail
PAYLOAD_BYTES = 256 * 1024  # of a mail in the record of deliveries; the whole lies among the files
PAGE_MAILS = 20
PAGE_BYTES = 8 * 1024 * 1024  # a page ends with the mail that goes beyond
IDLE_SECONDS = 110.0  # then IDLE is begun anew: routers forget silent connections
FILE_BYTES = 20 * 1024 * 1024  # of one answer's files together, before base64 makes them a third longer
