# SPDX-License-Identifier: Apache-2.0
"""Answers that are made once and sent often: plain and compressed, with a mark of their content."""

import gzip
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from importlib.resources import files

from starlette.requests import Request
from starlette.responses import Response

_LEVEL = 6
_WORTH_IT = 400
"""Bytes below which compression saves nothing."""
_MOST_KEPT = 2_048
"""About 25 MB."""
_TYPES = {
    "css": "text/css; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "svg": "image/svg+xml",
    "txt": "text/plain; charset=utf-8",
}


@dataclass(frozen=True, slots=True)
class Packed:
    """A body, its compressed twin, and its mark."""

    body: bytes
    zipped: bytes | None
    mark: str
    media_type: str
    status: int = 200

    @classmethod
    def of(
        cls, text: str | bytes, media_type: str = "text/html; charset=utf-8", status: int = 200
    ) -> "Packed":
        """Pack a text."""
        body = text.encode() if isinstance(text, str) else text
        zipped = gzip.compress(body, _LEVEL, mtime=0) if len(body) > _WORTH_IT else None
        return cls(body, zipped, f'"{sha256(body).hexdigest()[:24]}"', media_type, status)

    def answer(self, request: Request, headers: Mapping[str, str]) -> Response:
        """Send it as the reader takes it, or say that they have it already."""
        said = {"ETag": self.mark, **headers}
        if self.status == 200 and request.headers.get("if-none-match") == self.mark:
            return Response(status_code=304, headers=said)
        body = self.body
        if self.zipped is not None and "gzip" in request.headers.get("accept-encoding", ""):
            body, said["Content-Encoding"] = self.zipped, "gzip"
        return Response(body, self.status, headers=said, media_type=self.media_type)


class Kept:
    """The answers made since the last block; the oldest make room for new ones."""

    def __init__(self) -> None:
        self._held: OrderedDict[tuple[str, str], Packed] = OrderedDict()

    def get(self, key: tuple[str, str]) -> Packed | None:
        """Return an answer that was made before."""
        return self._held.get(key)

    def keep(self, key: tuple[str, str], packed: Packed) -> None:
        """Keep an answer."""
        self._held[key] = packed
        if len(self._held) > _MOST_KEPT:
            self._held.popitem(last=False)

    def clear(self) -> None:
        """Forget all of them."""
        self._held.clear()


class Files:
    """The files of the package under `/static`, in memory."""

    def __init__(self) -> None:
        folder = files("cosmolocal.pages") / "static"
        self._held = {
            each.name: Packed.of(each.read_bytes(), _TYPES[each.name.rpartition(".")[2]])
            for each in folder.iterdir()
            if each.name.rpartition(".")[2] in _TYPES
        }

    def path(self, name: str) -> str:
        """Say where a file is; another content has another address, so it may be kept for ever."""
        mark = self._held[name].mark.strip('"')
        return f"/static/{name}?v={mark}"

    def has(self, name: str) -> bool:
        """Whether there is such a file."""
        return name in self._held

    def find(self, name: str) -> Packed | None:
        """Return a file."""
        return self._held.get(name)
