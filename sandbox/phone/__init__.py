"""A phone in the browser: whoever holds it plays a customer."""
