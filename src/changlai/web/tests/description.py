"""The description of the API as programs read it, made once for all tests: it takes seconds."""

import json
from typing import Any

from changlai.web.api import api

SCHEMA: dict[str, Any] = json.loads(json.dumps(api.get_openapi_schema()))
