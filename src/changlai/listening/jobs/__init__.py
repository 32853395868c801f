"""What comes round by the clock in the listening room."""
