# SPDX-License-Identifier: Apache-2.0
"""Reports: complete, readable without sight, colour, script or network, and escaped."""

import re
from html.parser import HTMLParser

import pytest

from cosmolocal import report as package
from cosmolocal.errors import BadInput, CannotWrite
from cosmolocal.figures import ProjectFigures, ReplayedRound
from cosmolocal.report.charts import GREEN, GREY, Bar, Dot, Drawing, Row, chart
from cosmolocal.report.page import render, write
from cosmolocal.report.payouts import MOST_BARS
from cosmolocal.report.retro_round import round_page
from cosmolocal.report.words import aligned, brief, counted, ether, exact, hours, percent, signed

HOSTILE = "<script>alert('mill')</script> & \"co\""


def played(projects):
    return ReplayedRound(
        pot=1_000, paid=999, dust=1, ballots=3, projects=tuple(projects), verified=True
    )


def project(name, votes, payout):
    return ProjectFigures(project=name, votes=votes, share="0.333333333333333333", payout=payout)


@pytest.fixture
def html():
    shown = [project(HOSTILE, 7, 583), project("Oven", 5, 416), project("Sluice", -2, 0)]
    page = round_page(played(shown), source="round.csv", budget=100, decimals=0)
    return render(page)


class Tags(HTMLParser):
    """All tags with their attributes, and the text of each table cell."""

    def __init__(self, html):
        super().__init__()
        self.tags, self.cells, self._open = [], [], None
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        self._open = tag

    def handle_data(self, data):
        if self._open in ("td", "th") and data.strip():
            self.cells.append(data.strip())

    def all(self, name):
        return [attributes for tag, attributes in self.tags if tag == name]


def test_page__needs_no_network_and_no_script(html):
    page = Tags(html)

    assert page.all("script") == page.all("link") == page.all("img") == page.all("iframe") == []
    addresses = set(re.findall(r"https?://[^\"' >]+", html))
    assert addresses <= {"http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"}
    [policy] = [meta for meta in page.all("meta") if "http-equiv" in meta]
    assert policy["content"].startswith("default-src 'none'")


def test_page__escapes_what_others_have_written(html):
    assert HOSTILE not in html
    assert "&lt;script&gt;alert(&#39;mill&#39;)&lt;/script&gt; &amp; &#34;co&#34;" in html


def test_page__can_be_read_without_sight(html):
    page = Tags(html)
    [figure] = page.all("figure")

    assert page.all("html")[0]["lang"] == "en"
    assert figure["role"] == "img"
    assert "Oven: 5 votes → 416" in figure["aria-label"]
    assert all(svg["aria-hidden"] == "true" for svg in page.all("svg"))
    assert page.all("caption")
    assert all(cell.get("scope") for cell in page.all("th"))
    ids = [attributes["id"] for _, attributes in page.tags if "id" in attributes]
    assert len(ids) == len(set(ids))


def test_page__fits_a_phone(html):
    page = Tags(html)
    widths = [int(svg["width"]) for svg in page.all("svg")]

    assert len(widths) == 2
    assert min(widths) <= 340 < max(widths)
    assert all(cell["data-name"] for cell in page.all("td"))


def test_page__table__has_every_exact_figure(html):
    cells = Tags(html).cells
    for text in ("Oven", "5", "33.33 %", "416", "Sluice", "\N{MINUS SIGN}2", "999", "1", "1,000"):
        assert text in cells, text


def test_page__many_projects__the_table_has_all_and_the_chart_says_how_many():
    shown = [project(f"p{n}", n, n) for n in range(MOST_BARS + 5)]
    html = render(round_page(played(shown), source="x", budget=1, decimals=0))

    assert f"The first {MOST_BARS} of {MOST_BARS + 5}." in html
    assert {f"p{n}" for n in range(MOST_BARS + 5)} <= set(Tags(html).cells)
    assert ">p0<" not in "".join(re.findall(r"<svg.*?</svg>", html, re.DOTALL))


def test_page__not_verified__says_so_loudly():
    page = round_page(
        played([project("Oven", 1, 1)]).model_copy(update={"verified": False}),
        source="x",
        budget=1,
        decimals=0,
    )
    assert "NOT EQUAL" in render(page)


def test_write__folder_cannot_be_made__is_refused(tmp_path):
    (tmp_path / "file").write_text("")
    page = round_page(played([project("Oven", 1, 1)]), source="x", budget=1, decimals=0)
    with pytest.raises(CannotWrite, match="cannot write"):
        write(page, tmp_path / "file" / "report", "round")


def test_require_reports__without_the_extra__says_what_to_install(monkeypatch):
    monkeypatch.setattr(package, "find_spec", lambda name: None if name == "altair" else object())
    with pytest.raises(BadInput, match="a report needs altair") as refusal:
        package.require_reports()
    assert refusal.value.next_step == "pip install 'cosmolocal[reports]'"


def test_chart__writes_names_and_figures_in_both_widths():
    drawn = chart(
        "title",
        "in words",
        Drawing(
            axis="hours",
            kinds={"this season": GREY, "next season": GREEN},
            rows=[Row("Ilse Brandt", "100 → 109"), Row("Rui Carvalho", "100 → 104")],
            bars=[Bar(0, 100, 109, "next season")],
            dots=[Dot(0, 100, "this season"), Dot(1, 104, "next season")],
            from_zero=False,
        ),
    )
    for svg in (drawn.wide, drawn.narrow):
        for text in ("Ilse Brandt", "100 → 104", "hours", "this season", "next season"):
            assert f">{text}<" in svg


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (exact(1_234_567 * 10**18 + 5), "1,234,567.000000000000000005"),
        (exact(-25, 1), "\N{MINUS SIGN}2.5"),
        (exact(0), "0"),
        (brief(10**18 // 3), "0.3333…"),
        (brief(5 * 10**17), "0.5"),
        (ether(60 * 10**18), "60 ETH"),
        (hours(3_600 * 1_000), "1,000 h"),
        (hours(5_400), "1 h 30 min"),
        (percent("0.333333333333333333"), "33.33 %"),
        (percent("0.00005"), "0.01 %"),
        (signed(-1_000), "\N{MINUS SIGN}1,000"),
        (counted(1, "ballot"), "1 ballot"),
        (counted(-2, "vote"), "\N{MINUS SIGN}2 votes"),
        (aligned([15, None, 1_000, 2], 2), ["0.15", "", "10.00", "0.02"]),
        (aligned([10, 20], 1), ["1", "2"]),
        (aligned([]), []),
    ],
)
def test_words(written, expected):
    assert written == expected
