"""What granian loads in the process that serves: the edge's application, tied to the life of its parent."""

import sys

from changlai.cli.supervision.child import stop_with_parent
from changlai.edge.app import app

if sys.platform == "linux":
    stop_with_parent()  # a killed parent must not leave a server behind on the port

__all__ = ["app"]
