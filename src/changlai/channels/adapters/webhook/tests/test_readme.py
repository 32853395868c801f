"""The README's examples do what they say."""

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import msgspec
import pytest
from django.utils import timezone

from changlai.channels.adapters.webhook.events import Event, read_event
from changlai.channels.adapters.webhook.manifest import CHANNEL
from changlai.channels.adapters.webhook.tests.support import SECRET, SETTINGS
from changlai.channels.contracts import HookRequest

FOLDER = Path(__file__).parents[1]
README = (FOLDER / "README.md").read_text()


def block(language: str) -> str:
    found: list[str] = re.findall(rf"```{language}\n(.*?)```", README, re.DOTALL)
    return found[0]


def test_the_python_example_is_taken():
    example: dict[str, Any] = {}
    exec(block("python"), example)  # noqa: S102 - our own README
    body = json.dumps(json.loads(block("json"))).encode()
    headers = example["signed"](SECRET, body)

    (delivery,) = CHANNEL.webhook.receive(HookRequest("POST", {}, headers, body, timezone.now()), SETTINGS).deliveries

    assert delivery.key == "event:evt_0001"


@pytest.mark.skipif(not shutil.which("openssl"), reason="openssl is not installed")
def test_the_curl_example_is_taken():
    script = """curl() { printf '%s\\0' "$@"; }\n""" + block("sh")
    said = subprocess.run(["/bin/bash", "-c", script], check=True, capture_output=True).stdout
    words = said.decode().split("\0")
    headers = dict(word.split(": ", 1) for word in words if word.startswith("webhook-"))
    body = words[words.index("--data-binary") + 1].encode()

    (delivery,) = CHANNEL.webhook.receive(HookRequest("POST", {}, headers, body, timezone.now()), SETTINGS).deliveries

    assert read_event(delivery.payload).person.name == "小满"


def test_the_schema_is_the_one_in_use():
    in_use = msgspec.json.encode(msgspec.json.schema(Event))

    assert json.loads((FOLDER / "event.schema.json").read_text()) == json.loads(in_use)
