"""What comes round by the clock in the listening room."""

from changlai.listening.jobs import deadlines, feeds, listening, recounts, second_looks

__all__ = ["deadlines", "feeds", "listening", "recounts", "second_looks"]
