"""One file for each sub-command: a docstring (its help), ``add_arguments`` and ``run``."""
