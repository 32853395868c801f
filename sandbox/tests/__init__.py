"""Tests of the sandbox, over real HTTP and with a third party's client and crypto as judges."""
