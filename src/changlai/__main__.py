"""``python -m changlai`` is the command line."""

from changlai.cli.main import main

main()
