"""Pages of compliance: the switch, the rules of contact, what people ask for about their data."""
