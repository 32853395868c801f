"""What can go wrong in the listening room."""
