"""What a row of an imported table may say about a customer: facts, addresses, own fields, notes and calls."""

from changlai.customers.sheets.customer import CustomerPart
from changlai.customers.sheets.entries import CallPart, NotePart

PARTS = (CustomerPart(), NotePart(), CallPart())
