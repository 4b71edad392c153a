# SPDX-License-Identifier: Apache-2.0
"""One reader under atheris, which ends this process by itself: `python -m tests.fuzz` runs it."""

import sys
import tempfile
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["cosmolocal"]):
    from cosmolocal.errors import CosmolocalError
    from tests.sdk.test_parsers import READERS


def main() -> None:
    """Fuzz the reader that is named first; what follows is libFuzzer's."""
    name = sys.argv.pop(1)
    reader = READERS[name]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "file"

        def read(data: bytes) -> None:
            path.write_bytes(data)
            try:
                reader.read(path)
            except (CosmolocalError, *reader.also) as error:
                if not str(error):
                    raise AssertionError("refused without a word") from error

        atheris.Setup(sys.argv, read)
        atheris.Fuzz()


if __name__ == "__main__":
    main()
