"""``/v1/chat/completions`` and ``/v1/models`` as platform.openai.com/docs/api-reference documents them.

A service opens with a key and a model's name by ``POST /_sandbox/language_model``; before that every key is wrong.
"""

import asyncio
import hmac
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from sandbox.control.order import Answer, Order, as_endpoint
from sandbox.llm import mind
from sandbox.llm.records import LanguageService
from sandbox.world import new_id

NAME = "service"
BAD_REQUEST, NOT_KNOWN, NOT_FOUND = 400, 401, 404
KEPT_CALLS = 500
_KINDS = {401: "invalid_request_error", 404: "invalid_request_error", 429: "requests", 500: "server_error"}


class LanguageApi:
    """The service and its control orders. Calls and planned answers are of this run; key and model stay."""

    def __init__(self, template: Order) -> None:
        self._order, self._world = template, template.world
        self._calls: list[Answer] = []
        self._planned: list[Answer] = []

    def routes(self) -> list[BaseRoute]:
        """Of the service, of the control API."""
        base, orders = self._order, (("POST", self.put), ("GET", self.show), ("DELETE", self.clear))
        return [
            Route("/v1/chat/completions", self.complete, methods=["POST"]),
            Route("/v1/models", self.models, methods=["GET"]),
            *(
                Route(
                    "/_sandbox/language_model",
                    as_endpoint(do, base.world, base.pusher, base.limits),
                    methods=[method],
                )
                for method, do in orders
            ),
        ]

    def put(self, order: Order) -> Answer:
        """Open the service with ``key`` and ``model``, as if it were new.

        ``answers``: what comes next, in order, before it thinks again; of each ``status``, ``content``, ``seconds``
        (late), ``retry_after``, and ``message`` of a refusal.
        """
        if "key" in order.body or "model" in order.body:
            key, model = order.text("key"), order.text("model")
            self._calls, self._planned = [], []
            self._world.language.put(LanguageService(name=NAME, key=key, model=model))
        self._planned += list(order.body.get("answers", []))
        return self.show(order)

    def show(self, _order: Order) -> Answer:
        """Every call with what was sent, the oldest first, and how many answers are planned."""
        return {"calls": self._calls, "planned": len(self._planned)}

    def clear(self, _order: Order) -> Answer:
        """Forget calls and planned answers."""
        self._calls, self._planned = [], []
        return {}

    async def models(self, request: Request) -> Response:
        """The only model there is."""
        service = self._service(request)
        if service is None:
            return _refused(NOT_KNOWN, "Incorrect API key provided.", "invalid_api_key")
        return JSONResponse({"object": "list", "data": [{"id": service.model, "object": "model", "created": 0}]})

    async def complete(self, request: Request) -> Response:
        """One completion."""
        try:
            body = await request.json()
        except (ValueError, UnicodeDecodeError):
            body = None
        service = self._service(request)
        if service is None:
            return _refused(NOT_KNOWN, "Incorrect API key provided.", "invalid_api_key")
        if not isinstance(body, dict) or not isinstance(body.get("messages"), list) or not body["messages"]:
            return _refused(BAD_REQUEST, "messages is a required property", "invalid_request")
        self._calls = [*self._calls, body][-KEPT_CALLS:]
        if body.get("model") != service.model:
            return _refused(NOT_FOUND, f"The model `{body.get('model')}` does not exist", "model_not_found")
        planned = self._planned.pop(0) if self._planned else {}
        await asyncio.sleep(float(planned.get("seconds", 0)))
        if int(planned.get("status", 200)) != 200:  # noqa: PLR2004
            return _planned_refusal(planned)
        return JSONResponse(self._completion(body, planned.get("content") or mind.answer(body["messages"])))

    def _completion(self, body: Answer, content: str) -> Answer:
        read = sum(len(str(one.get("content", ""))) for one in body["messages"]) // 2
        return {
            "id": new_id("chatcmpl-", 24),
            "object": "chat.completion",
            "created": int(self._world.clock.now()),
            "model": body["model"],
            "choices": [{"index": 0, "message": {"role": "assistant", "content": content}, "finish_reason": "stop"}],
            "usage": {
                "prompt_tokens": read,
                "completion_tokens": len(content) // 3,
                "total_tokens": read + len(content) // 3,
            },
        }

    def _service(self, request: Request) -> LanguageService | None:
        """The service, for whoever has its key."""
        service = self._world.language.get(NAME)
        shown = request.headers.get("authorization", "").removeprefix("Bearer ")
        return service if service and hmac.compare_digest(shown.encode(), service.key.encode()) else None


def _planned_refusal(planned: Answer) -> Response:
    status = int(planned["status"])
    answer = _refused(status, str(planned.get("message", "Something went wrong.")), _KINDS.get(status, "error"))
    if "retry_after" in planned:
        answer.headers["Retry-After"] = str(planned["retry_after"])
    return answer


def _refused(status: int, message: str, code: str) -> JSONResponse:
    error: dict[str, Any] = {"message": message, "type": _KINDS.get(status, "invalid_request_error")}
    return JSONResponse({"error": error | {"param": None, "code": code}}, status_code=status)
