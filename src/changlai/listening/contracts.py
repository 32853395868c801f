"""Sizes and shapes of the listening room."""

NAME_LENGTH = 60
EXPRESSION_LENGTH = 4_000  # characters of a topic's words
REASON_LENGTH = 200
WORD_LENGTH = 24  # characters of a hot word
OUTCOME_LENGTH = 2_000
MOST_RETENTION = 3_650  # days
