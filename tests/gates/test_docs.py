# SPDX-License-Identifier: Apache-2.0
"""The code in the documentation runs, and the links between its pages lead somewhere."""

import re

import pytest

from tests.gates import snippets
from tests.requirements import ROOT

PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
TOP = ["CHANGELOG.md", "CONTRIBUTING.md", "README.md", "SECURITY.md"]
RUNNING = [page for page in PAGES if any(block.runs for block in snippets.blocks(page.read_text()))]
LINK = re.compile(r"\]\((?!https?:|mailto:|#)([^)#\s]+)")


def name(page):
    return page.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("page", RUNNING, ids=name)
def test_page__its_code_runs(page, tmp_path):
    snippets.run_page(page, tmp_path)


def dead_links(page):
    """Relative links of a page, pictures included, that lead to no file."""
    prose = snippets.FENCE.sub("", page.read_text())
    return [target for target in LINK.findall(prose) if not (page.parent / target).exists()]


@pytest.mark.parametrize("page", sorted({*PAGES, *(ROOT / top for top in TOP)}), ids=name)
def test_page__its_links_lead_somewhere(page):
    assert dead_links(page) == []


def test_dead_link__is_found(tmp_path):
    page = tmp_path / "page.md"
    page.write_text("[here](page.md#top) [gone](gone.md) ![far](https://example.org/a.png)\n")
    assert dead_links(page) == ["gone.md"]


SAMPLE = """
```csv title=figures.csv
a,b
```

```python
from pathlib import Path

text = Path("figures.csv").read_text()
```

```python
assert text == "a,b\\n"
```

```text
not run
```
"""


@pytest.fixture
def page(tmp_path):
    return tmp_path / "page.md"


def test_snippets__share_files_and_names(page, tmp_path):
    page.write_text(SAMPLE)
    snippets.run_page(page, tmp_path)


def test_snippets__python_that_raises__fails_with_the_line_of_the_page(page, tmp_path):
    page.write_text(SAMPLE + "```python\n1 / 0\n```\n")
    with pytest.raises(ZeroDivisionError) as failure:
        snippets.run_page(page, tmp_path)
    assert failure.traceback[-1].lineno + 1 == page.read_text().split("\n").index("1 / 0") + 1


def test_snippets__command_that_fails__fails_with_its_output(page, tmp_path):
    page.write_text("```console\n$ cosmolocal no-such-verb \\\n    --at-all\nsome output\n```\n")
    with pytest.raises(
        AssertionError, match=r"page\.md:2: `cosmolocal no-such-verb +--at-all` exits 2"
    ):
        snippets.run_page(page, tmp_path)
