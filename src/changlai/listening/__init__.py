"""What is said about the firm in public: heard, judged, answered, solved."""
