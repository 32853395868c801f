"""The API at /api/v1/: every module's ``api.router``, guarded, answering problems as
application/problem+json.
"""

from changlai.web.api.build import api, patterns

__all__ = ["api", "patterns"]
