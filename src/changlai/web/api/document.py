"""The API's own description: OpenAPI with what every operation has in common written into each."""

from typing import Any

from ninja import NinjaAPI

PROBLEM = {
    "title": "Problem",
    "type": "object",
    "description": "What went wrong (RFC 9457). Program against ``rule``; ``detail`` is for people, in their language.",
    "required": ["type", "title", "status"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string", "description": "The status in words."},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "What, why, and what to do."},
        "rule": {"type": "string", "description": "A stable slug such as inbox.window_shut."},
        "request_id": {"type": "string", "description": "To quote when asking for help."},
        "place": {"type": "string", "description": "Where in a refused filter, as a JSON pointer: /all/0."},
        "problem": {"type": "string", "description": "What is wrong with a refused filter: unknown_path."},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "place": {"type": "array", "items": {"anyOf": [{"type": "string"}, {"type": "integer"}]}},
                    "message": {"type": "string"},
                    "kind": {"type": "string"},
                },
            },
        },
    },
}
ANY_PROBLEM = {
    "description": "A problem: 400 unreadable, 401 no good token, 403 not allowed, 404 not there or not yours, "
    "409 somebody was faster, 413 too large, 422 refused, 429 too many requests (see Retry-After).",
    "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
}
IDEMPOTENCY_KEY = {
    "in": "header",
    "name": "Idempotency-Key",
    "required": False,
    "description": "1 to 128 visible ASCII characters. The same request with the same key is done once within 24 "
    "hours; the first answer is repeated with `Idempotent-Replay: true`.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 128},
}
READING = {"get", "head", "options"}
OK = 200


class DocumentedAPI(NinjaAPI):
    """Adds the problem answer and the idempotency header to every operation's description."""

    def get_openapi_schema(self, **options: Any) -> Any:  # noqa: ANN401 - Ninja's own types
        schema = super().get_openapi_schema(**options)
        schema["components"].setdefault("schemas", {})["Problem"] = PROBLEM
        for path in schema["paths"].values():
            for method, operation in path.items():
                operation["responses"]["default"] = ANY_PROBLEM
                if method not in READING and "content" in operation["responses"].get(OK, {"content": ...}):
                    operation["parameters"] = [*operation.get("parameters", ()), IDEMPOTENCY_KEY]
        return schema
