# SPDX-License-Identifier: Apache-2.0
"""The words of an event: units, actions, numbers of resources, rows of a timesheet, and their end.

├── a unit by code or name, converted exactly or refused
├── a number that its bits do not hold, a resource without a number → refused
├── a row that a batch cannot hold → refused; rows of another number than the tree has → refused
└── a timesheet whose header or row is none → line and reason
"""

import pytest

from cosmolocal.cli import flow_inputs
from cosmolocal.errors import BadInput
from cosmolocal.valueflows import books, jsonld, timesheet
from cosmolocal.valueflows.actions import Action
from cosmolocal.valueflows.flow import Flow, TooLarge, resource_id
from cosmolocal.valueflows.rows import ROWS, Batch, write_batch
from cosmolocal.valueflows.units import MICRO, convert, millionths, unit_code

PLAIN = {"action": Action.WORK, "scope": 1, "provider": 1, "occurred_at": 1, "evidence": b"\2" * 32}
WORK = Flow(**PLAIN, effort=3_600)


@pytest.mark.parametrize("name", ["KGM", "om2:kilogram", "http://unit.example/KILOGRAM"])
def test_unit__code_or_name__is_found(name):
    assert unit_code(name) == "KGM"


def test_unit__converted__exactly_or_not_at_all():
    assert convert(5, "KGM", "KGM") == 5
    assert convert(2 * MICRO, "MWH", "KWH") == 2_000 * MICRO
    for asked, reason in (
        ((1, "KGM", "KWH"), "KGM and KWH measure different things"),
        ((1, "KWH", "MWH"), "are no whole millionths of MWH"),
        ((1, "stone", "KGM"), "unit 'stone' is not known"),
    ):
        with pytest.raises(ValueError, match=reason):
            convert(*asked)


def test_millionths__finer__are_refused():
    assert millionths("1.000001") == MICRO + 1
    assert millionths("79228162514264337593543.950335") == (1 << 96) - 1
    with pytest.raises(ValueError, match="more than six digits"):
        millionths("1.0000001")


@pytest.mark.parametrize("number", ["x", "NaN", "Infinity", "1e78", "1e99999999", "1e-99999999"])
def test_millionths__of_no_number_or_an_endless_one__are_refused(number):
    with pytest.raises(ValueError, match=f"'{number}' is no number"):
        millionths(number)


@pytest.mark.parametrize("code", ["KGMS", "K M", "\u00e4"])
def test_code__that_is_none__is_refused_before_it_spills_into_other_bits(code):
    with pytest.raises(ValueError, match=f"unit code '{code}' is not up to three"):
        _ = Flow(**PLAIN, quantity=1, unit=code).words


HERE = "0x" + "11" * 20
NAMES = jsonld.Names(1, HERE)
HARVEST = Flow(**PLAIN, quantity=MICRO, unit="KGM", effort=60, resource=resource_id(1, 2))


def exported(**changes):
    """A document of one event, of which some terms say something else."""
    document = jsonld.export([(b"\1" * 32, HARVEST)], NAMES)
    [event] = document["@graph"]
    return document | {"@graph": [event | changes]}


def test_document__as_exported__reads_back():
    assert jsonld.read(exported(), NAMES) == [HARVEST]


@pytest.mark.parametrize(
    "document", [None, "{", [], {}, {"@graph": {}}, {"@graph": [1]}, {"@graph": None}], ids=str
)
def test_document__of_another_shape__is_refused(document):
    with pytest.raises(ValueError, match="is no JSON-LD document: an object whose @graph is"):
        jsonld.read(document, NAMES)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"action": 5}, "action: Input should be a valid string"),
        ({"action": "give"}, "'give' is none of the"),
        ({"provider": None}, "provider: Input should be a valid string"),
        ({"provider": NAMES.of("seat", -1)}, "has no number of 256 bits at its end"),
        ({"provider": NAMES.of("seat", 10**77)}, "has no number of 256 bits at its end"),
        ({"provider": NAMES.of("seat", (1 << 31) + 1)}, "is beyond the numbers of a seat"),
        ({"provider": NAMES.of("scope", 1 << 31)}, "is beyond the numbers of a scope"),
        ({"inScopeOf": NAMES.of("scope", 1 << 32)}, "scope 4294967296 does not fit its 32 bits"),
        ({"triggeredBy": NAMES.of("event", b"\1" * 33)}, "256 bits"),
        ({"hasPointInTime": "2026-01-02T03:04:05"}, "hasPointInTime: .* timezone"),
        ({"hasPointInTime": "1960-01-01T00:00:00Z"}, "occurred_at -315619200 does not fit"),
        ({"cl:evidence": "0x12"}, "cl:evidence: String should match"),
        ({"resourceQuantity": 5}, "resourceQuantity: Input should be"),
        ({"resourceQuantity": {"hasUnit": "KGM"}}, "resourceQuantity.hasNumericalValue: Field"),
        (
            {"resourceQuantity": {"hasUnit": "KGM", "hasNumericalValue": "1e30"}},
            "quantity .* does not fit its 96 bits",
        ),
        (
            {"resourceQuantity": {"cl:unitCode": "KGMS", "hasNumericalValue": "1"}},
            "unit code 'KGMS' is not up to three",
        ),
        (
            {"resourceQuantity": {"hasUnit": "KGM", "hasNumericalValue": float("inf")}},
            "hasNumericalValue",
        ),
        (
            {"effortQuantity": {"hasUnit": "om2:kilogram", "hasNumericalValue": "2"}},
            "effort is counted in SEC, not in KGM",
        ),
        ({"state": -1}, "state -1 does not fit its 16 bits"),
    ],
    ids=str,
)
def test_event__with_a_term_that_says_nothing__is_refused_by_name(changes, reason):
    with pytest.raises(ValueError, match=f"^event urn:cl:1:{HERE}:event:0x0101.*: .*{reason}"):
        jsonld.read(exported(**changes), NAMES)


def test_action__unknown__names_those_that_are_known():
    assert Action.of("vf:transferAllRights") is Action.of("transfer-all-rights")
    with pytest.raises(ValueError, match="'give' is none of the 19 actions: produce"):
        Action.of("give")


@pytest.mark.parametrize(
    "changes", [{"effort": 1 << 32}, {"kind": 1 << 24}, {"occurred_at": 1 << 40}], ids=str
)
def test_flow__number_beyond_its_bits__is_refused_by_name(changes):
    [name] = changes
    with pytest.raises(TooLarge, match=f"^{name} .* does not fit its"):
        _ = Flow(**{**PLAIN, **changes}).words


@pytest.mark.parametrize("number", [0, 1 << 32])
def test_resource__without_a_number__is_refused(number):
    with pytest.raises(ValueError, match="is no number of a resource"):
        resource_id(1, number)


@pytest.mark.parametrize("changes", [{"process": 1}, {"about": b"\1" * 32}], ids=str)
def test_batch__row_that_it_cannot_hold__is_refused(tmp_path, changes):
    flow = Flow(**PLAIN, **changes)
    with pytest.raises(ValueError, match="record it instead"):
        write_batch([flow], tmp_path / "batch")


def test_batch__cut_off__is_refused(tmp_path):
    write_batch([WORK, WORK], tmp_path)
    rows = tmp_path / ROWS
    rows.write_bytes(rows.read_bytes()[:-1])
    with pytest.raises(BadInput, match="has not the 2 rows of its tree"):
        Batch.open(tmp_path)


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("1,2", "another number of columns than the header"),
        ("1,2,2026-01-05,x,y", "another number of columns than the header"),
        ("1,2,2099-01-05,x", "date 2099-01-05 is not yet"),
        ("1,0,2026-01-05,x", "hours 0 is not above zero"),
        ("1,0.0001,2026-01-05,x", "no whole seconds"),
        ("1,9000,2026-01-05,x", "hours 9000"),
    ],
)
def test_timesheet__row_that_is_none__is_named(row, reason):
    with pytest.raises(BadInput) as refused:
        timesheet.check(["seat,hours,date,note", row], scope=1, now=1_800_000_000)
    assert str(refused.value).startswith("line 2: ")
    assert reason in str(refused.value)


def test_timesheet__column_that_nobody_knows__is_named():
    with pytest.raises(BadInput, match="line 1: unknown column 'mood'"):
        timesheet.check(["seat,hours,date,mood"], scope=1, now=0)


def test_trace__entry_that_is_not_confirmed__leads_nowhere():
    state = type("State", (), {"entries": {}})()
    assert books.trace(state, b"\1" * 32) == books.track(state, b"\1" * 32) == []


def test_party_and_resource__as_typed__are_read_or_refused():
    assert flow_inputs.agent("7") == 7
    assert flow_inputs.resource("2/5") == flow_inputs.resource(str(2 << 32 | 5))
    assert flow_inputs.resource("") == 0
    for read, text, reason in (
        (flow_inputs.agent, "group:1", "is no party"),
        (flow_inputs.agent, "scope:x", "is no party"),
        (flow_inputs.resource, "2/x", "is no resource"),
        (flow_inputs.resource, "x/2", "is no resource"),
        (flow_inputs.resource, "2/0", "0 is no number of a resource"),
    ):
        with pytest.raises(BadInput, match=reason):
            read(text)
