"""WeCom's XML: a few flat fields, sometimes a nested one, never a document type.

Read with expat itself: defusedxml's parser does the same (refuse every DTD) in pure Python, which would cost
each callback more than its decryption. The tests hold both against the same hostile documents.
"""

from typing import Any
from xml.parsers import expat

from changlai.channels.adapters.wecom.values import clean
from changlai.channels.errors import BadPayload

_DEEPEST = 16


def read(data: bytes) -> dict[str, Any]:
    """The children of the root: text, an object where one has children, a list where a tag repeats.

    Raises BadPayload: ``dtd``, ``too_deep``, ``not_xml``.
    """
    try:
        return _read(data)
    except expat.ExpatError:
        # A control character or half a character in a name makes the whole message ill-formed.
        try:
            return _read(clean(data.decode(errors="replace")).encode())
        except expat.ExpatError:
            raise BadPayload("not_xml") from None


def _read(data: bytes) -> dict[str, Any]:
    stack: list[dict[str, Any]] = [{}]
    text: list[str] = []

    def start(_name: str, _attributes: object) -> None:
        if len(stack) > _DEEPEST:
            raise BadPayload("too_deep")
        stack.append({})
        text.clear()

    def end(name: str) -> None:
        value: Any = stack.pop() or "".join(text).strip()
        text.clear()
        _put(stack[-1], name, value)

    parser = expat.ParserCreate("utf-8")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse_document_type
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text.append
    parser.Parse(data, True)
    (root,) = stack[0].values()
    if not isinstance(root, dict):
        raise BadPayload("not_xml")
    return root


def _put(parent: dict[str, Any], name: str, value: object) -> None:
    if name not in parent:
        parent[name] = value
    elif isinstance(parent[name], list):
        parent[name].append(value)
    else:
        parent[name] = [parent[name], value]


def _refuse_document_type(*_declaration: object) -> None:
    raise BadPayload("dtd")
