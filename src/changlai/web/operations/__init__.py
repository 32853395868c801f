"""The machine room: consumers, queues and clocks at work, and what failed in them."""
