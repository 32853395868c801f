"""A mail service (IMAP and SMTP over TLS), and a page on which those who write to a company are played."""
