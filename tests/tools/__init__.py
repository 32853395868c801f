"""The tools that keep the house in order are held to their word too."""
