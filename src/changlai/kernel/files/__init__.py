"""Files of an organisation: kept by content hash, checked, pictures made clean, handed out safely.

file = files.keep(upload, upload.name, declared_type=upload.content_type)
return files.response(request, file, download="download" in request.GET)
"""

from changlai.kernel.files.names import clean_name
from changlai.kernel.files.responses import attachment_response, portrait_response, response, thumbnail_response
from changlai.kernel.files.space import NoSpace, Space, free_space, require_space
from changlai.kernel.files.store import forget, keep, keep_made, keep_verbatim, open_file, read, thumbnail
from changlai.kernel.files.workplace import clear_left, workplace

__all__ = [
    "NoSpace",
    "Space",
    "attachment_response",
    "clean_name",
    "clear_left",
    "forget",
    "free_space",
    "keep",
    "keep_made",
    "keep_verbatim",
    "open_file",
    "portrait_response",
    "read",
    "require_space",
    "response",
    "thumbnail",
    "thumbnail_response",
    "workplace",
]
