"""A stand-in for WeCom, with a phone in the browser for the customer's side.

It speaks only the platform's documented HTTP protocol and knows nothing of the product it is used to try out.
"""
