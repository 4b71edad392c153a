# SPDX-License-Identifier: Apache-2.0
"""Charts as SVG, each in a width for a screen and a width for a phone.

Every chart has one shape: rows of a name on the left, its exact figure in words on the right, and
under both a lane of bars or dots. So nothing is told by colour alone, and no figure is read off an
axis. Lengths on paper are floats; figures enter as text made from exact integers.
Source: Vega-Lite by Altair, drawn by vl-convert without a browser; colours after Okabe and Ito.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt
import vl_convert

from cosmolocal.report.page import Chart

GREEN, ORANGE, BLUE, GREY = "#0b7a5e", "#d98200", "#0a66a8", "#b4bac3"
INK, SOFT, FAINT = "#1d2733", "#5b6673", "#e7eaee"
WIDE, NARROW = 520, 326
LINE, LANE, GAP = 18, 11, 13
FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'DejaVu Sans', sans-serif"
# Widest mean of a character at 13 pixels: a name and a figure that would touch get a line each.
_CHARACTER = 7.2


@dataclass(frozen=True, slots=True)
class Row:
    """What a lane is called, and its figure in words."""

    name: str
    figure: str


@dataclass(frozen=True, slots=True)
class Bar:
    """A stretch of a lane; two lanes fit into a row."""

    row: int
    start: float
    end: float
    kind: str
    lane: int = 0


@dataclass(frozen=True, slots=True)
class Dot:
    """A point of a lane."""

    row: int
    at: float
    kind: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """What is on the paper. `kinds` gives the colour of each kind, in the order of the legend."""

    axis: str
    kinds: dict[str, str]
    rows: Sequence[Row]
    bars: Sequence[Bar] = ()
    dots: Sequence[Dot] = ()
    from_zero: bool = True


def chart(title: str, alt_text: str, drawing: Drawing) -> Chart:
    """Draw in both widths."""
    return Chart(title, alt_text, _Paper(drawing, WIDE).svg(), _Paper(drawing, NARROW).svg())


def in_words(kind: str, rows: Sequence[Row]) -> str:
    """Say what a chart shows to those who do not see it."""
    return f"{kind}. " + "; ".join(f"{row.name}: {row.figure}" for row in rows) + "."


class _Paper:
    """A drawing laid out in one width; all heights are pixels from the top."""

    def __init__(self, drawing: Drawing, width: int) -> None:
        self._drawing, self._width = drawing, width
        longest = max(len(row.name) + len(row.figure) for row in drawing.rows)
        self._lines = 1 if longest * _CHARACTER < width else 2
        lanes = 1 + max((bar.lane for bar in drawing.bars), default=0)
        self._step = self._lines * LINE + lanes * (LANE + 1) + GAP
        self._height = self._step * len(drawing.rows)

    def svg(self) -> str:
        """Draw it; the words for those who do not see it belong to the figure around it."""
        layers = [*self._words(), *self._marks()]
        picture = alt.layer(*layers).properties(width=self._width, height=self._height)
        picture = picture.configure(font=FONT, background="transparent", padding=2)
        picture = picture.configure_view(stroke=None)
        svg: str = vl_convert.vegalite_to_svg(picture.to_dict())
        return svg.replace("<svg ", '<svg aria-hidden="true" focusable="false" ', 1)

    def _words(self) -> Iterator[alt.Chart]:
        rows = [
            {"y": place * self._step + LINE / 2, "name": row.name, "figure": row.figure}
            for place, row in enumerate(self._drawing.rows)
        ]
        base = _over(rows).encode(y=self._y())
        name = base.mark_text(align="left", color=INK, fontSize=13, limit=self._width)
        yield name.encode(x=alt.value(0), text="name:N")
        if self._lines == 1:
            figure = base.mark_text(align="right", color=SOFT, fontSize=13)
            yield figure.encode(x=alt.value(self._width), text="figure:N")
        else:
            figure = base.mark_text(align="left", color=SOFT, fontSize=12, dy=LINE - 2)
            yield figure.encode(x=alt.value(0), text="figure:N")

    def _marks(self) -> Iterator[alt.Chart]:
        inset = 4 if self._drawing.dots else 0  # a bar between dots is a line
        bars = [
            {
                "y": (top := self._lane(bar.row) + bar.lane * (LANE + 1) + inset),
                "bottom": top + LANE - 2 * inset,
                "at": bar.start,
                "end": bar.end,
                "kind": bar.kind,
            }
            for bar in self._drawing.bars
        ]
        if bars:
            mark = self._layer(bars).mark_rect(cornerRadius=1.5, stroke="white", strokeWidth=0.6)
            yield mark.encode(x2="end:Q", y2="bottom:Q")
        dots = [
            {"y": self._lane(dot.row) + LANE / 2, "at": dot.at, "kind": dot.kind}
            for dot in self._drawing.dots
        ]
        if dots:
            mark = self._layer(dots).mark_point(filled=True, size=90, opacity=1)
            yield mark.encode(shape=alt.Shape("kind:N").scale(**self._scale(("circle", "diamond"))))

    def _lane(self, row: int) -> float:
        return row * self._step + self._lines * LINE

    def _layer(self, values: Sequence[Mapping[str, Any]]) -> alt.Chart:
        x = alt.X("at:Q").axis(_axis(self._drawing.axis))
        return _over(values).encode(
            x=x.scale(zero=self._drawing.from_zero, nice=False),
            y=self._y(),
            color=alt.Color("kind:N").legend(self._legend()).scale(**self._scale()),
        )

    def _y(self) -> alt.Y:
        return alt.Y("y:Q").axis(None).scale(domain=[0, self._height], range=[0, self._height])

    def _scale(self, looks: Sequence[str] = ()) -> dict[str, Any]:
        kinds = self._drawing.kinds
        return {"domain": list(kinds), "range": list(looks or kinds.values())[: len(kinds)]}

    def _legend(self) -> alt.Legend | None:
        if len(self._drawing.kinds) == 1:
            return None
        return alt.Legend(title=None, orient="top", labelColor=SOFT, labelFontSize=12)


def _over(rows: Sequence[Mapping[str, Any]]) -> alt.Chart:
    return alt.Chart(alt.Data(values=rows))  # type: ignore[no-untyped-call]


def _axis(title: str) -> alt.Axis:
    return alt.Axis(
        title=title,
        titleAnchor="start",
        titleColor=SOFT,
        titleFontSize=12,
        titleFontWeight="normal",
        labelColor=SOFT,
        labelFlush=True,
        labelFontSize=11,
        gridColor=FAINT,
        domain=False,
        tickCount=5,
        ticks=False,
    )
