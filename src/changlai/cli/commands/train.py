"""Rebuild the weights of the model that judges texts, from files of labelled posts, and print how good they are.

The report is measured on posts of trades the weights had never seen, one trade left out at a time. With --extra a
firm's own posts are learned as well, and each file of them is measured like a trade, by weights that had not seen it;
the form of a file is told in corpus/README.md. One process, about five minutes.
"""

import argparse
import json
from pathlib import Path

from changlai.cli.errors import Trouble


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--corpus", default="corpus", metavar="FOLDER", help="labelled posts, one file a trade")
    parser.add_argument("--extra", nargs="*", default=[], metavar="FILE", help="labelled posts of your own")
    parser.add_argument("--into", metavar="FILE", help="where the weights go; without it they are measured only")
    parser.add_argument("--folds", type=int, default=0, metavar="N", help="leave out the trades in N lots (0: singly)")
    parser.add_argument("--json", action="store_true", help="print the report as JSON")


def run(options: argparse.Namespace) -> int:
    from changlai.ai.embedded import report, training, weights  # noqa: PLC0415 - slow
    from changlai.ai.embedded.heads import BadLabel, read_labelled  # noqa: PLC0415 - slow

    extra = [Path(name) for name in options.extra]
    try:
        posts = [post for path in [*_trades(options), *extra] for post in read_labelled(path)]
    except (OSError, BadLabel) as error:
        raise Trouble(str(error)) from error
    left = training.left_out(posts, folds=options.folds)
    found = report.measured(left, own=[path.stem for path in extra])
    if options.into:
        found["bytes"] = weights.save(training.train(posts, left), Path(options.into))
    print(json.dumps(found, indent=2) if options.json else report.told(found))
    return 0


def _trades(options: argparse.Namespace) -> list[Path]:
    """The corpus; files of one's own are not to be called like one of its trades."""
    trades = sorted(Path(options.corpus).glob("*.jsonl"))
    if not trades:
        raise Trouble(f"in {options.corpus} there are no files of labelled posts: name their folder with --corpus")
    names = [path.stem for path in trades] + [Path(name).stem for name in options.extra]
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise Trouble(f"two files are called {twice[0]}: each is measured by its name, so give one of them another")
    return trades
