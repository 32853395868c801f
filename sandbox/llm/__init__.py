"""A language model's service: the chat completions of OpenAI's API, with a very simple mind."""
