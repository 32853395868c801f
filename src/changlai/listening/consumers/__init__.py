"""What the listening room reads of the log. Each file is a consumer."""
