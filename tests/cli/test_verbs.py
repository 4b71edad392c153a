# SPDX-License-Identifier: Apache-2.0
"""Every verb by the command line alone, in the order in which an alliance needs them.

Each story runs on the alliance of the example; what a command says is compared with the chain.
"""

import json

import pytest

from cosmolocal import verify
from tests.cli.conftest import dev
from tests.sdk.valley import (
    ARBITER,
    BAKER,
    BOOKKEEPER,
    BREAD,
    DAY,
    DRIVER,
    ETHER,
    GROWER,
    MILL,
    MILLER,
    RIVER,
    SHEPHERD,
)

GUARDIAN_OF_THE_RIVER = "Yara Nascimento"


def test_membership__look_around(read, valley):
    standing = read("membership", "standing", valley.address(BAKER))
    roll = read("membership", "roll")
    season = read("membership", "season")

    assert (standing["seat"], standing["kind"]) == (valley.seat(BAKER), 1)
    assert len(roll) == 21
    assert roll[valley.seat(MILL) - 1]["account"] == valley.address(MILL)
    assert season["season"] == 0
    assert season["end"] - season["start"] == 90 * DAY
    assert read("scopes", "show", valley.scope(BREAD))["depth"] == 2
    steward = read("scopes", "mandates", valley.scope(BREAD), valley.seat(MILLER))
    assert [mandate["role"] for mandate in steward] == ["steward"]


def test_membership__join_leave_and_roles(do, read, valley):
    bread, driver = valley.scope(BREAD), valley.seat(DRIVER)
    do(DRIVER, "scopes", "join", bread)
    do(MILLER, "scopes", "accept", bread, driver)
    assert valley.alliance.scopes.is_member(bread, driver)

    do(MILLER, "scopes", "grant-role", bread, driver, "confirmer", "--until", "30 days")
    [role] = read("scopes", "mandates", bread, driver)
    assert role["until"] == pytest.approx(valley.local.now + 30 * DAY, abs=5)
    do(MILLER, "scopes", "end-role", bread, driver, "confirmer")
    do(DRIVER, "scopes", "leave", bread)
    assert not valley.alliance.scopes.is_member(bread, driver)

    do(DRIVER, "membership", "leave")
    assert read("membership", "standing", valley.address(DRIVER))["status"] == 2


def test_membership__found_a_scope(do, read, valley):
    bread = valley.scope(BREAD)
    founded = do(MILLER, "scopes", "found", bread, "guild", "--charter", "Stones, dressed.")

    number = int(founded["ScopeFounded"]["scope"])
    assert read("scopes", "show", number)["parent"] == bread


def test_ledger__record_confirm_dispute_resolve(do, read, valley):
    bread, baker = valley.scope(BREAD), valley.seat(BAKER)
    work = ("ledger", "work", bread, "--effort", "3 hours", "--evidence", "forty loaves")
    recorded = do(BAKER, *work, "--receiver", valley.seat(MILL))["WorkRecorded"]
    do(MILL, "ledger", "confirm", recorded["entry"])

    entry = read("ledger", "entry", recorded["entry"])
    assert (entry["provider"], entry["effort"], entry["status"]) == (baker, 10_800, 2)
    assert read("ledger", "recognition", baker)["earned"] == 10_800

    river = valley.scope(RIVER)
    work = ("ledger", "work", river, "--effort", "7200", "--evidence", "reeds")
    disputed = do("Chidi Nwosu", *work)["WorkRecorded"]["entry"]
    do(GUARDIAN_OF_THE_RIVER, "ledger", "dispute", disputed, "--reason", "nesting time")
    do(SHEPHERD, "ledger", "resolve", disputed, "--reject")
    assert read("ledger", "entry", disputed)["status"] == 4
    assert read("ledger", "verify")["different"] == 0


FREIGHT = """Vehicle Type,CO2 Factor (kg CO2 / unit),Units,Year
Medium- and Heavy-Duty Truck A,1.305,vehicle-mile,2024
"""


def test_ledger__an_emission_estimated_from_a_factor_and_measured__shows_its_gap(
    do, read, valley, home, terminal
):
    """A thousand kilometres by lorry; then the fuel is weighed."""
    bread, river = valley.scope(BREAD), valley.scope(RIVER)
    (home / "epa.csv").write_text(FREIGHT)
    [factor] = read("ledger", "factors", home / "epa.csv", "heavy")
    assert (factor["unit"], factor["year"]) == ("KMT", 2024)

    carbon = (
        "ledger",
        "define-spec",
        "ambient",
        "KGM",
        "--text",
        "carbon dioxide",
        "--mass",
        "1000000",
    )
    kind = int(do(BAKER, *carbon)["SpecDefined"]["spec"])
    driving = ("ledger", "define-spec", "process", "C62", "--text", "deliveries")
    process = int(do(BAKER, *driving)["SpecDefined"]["spec"])
    opened = do(BAKER, "ledger", "open-process", bread, process)["ProcessOpened"]["process"]
    emitted = ("--kind", kind, "--resource", f"{bread}/3", "--process", opened)
    where = ("--receiver", f"scope:{river}", "--evidence", "deliveries in March")
    used = ("--quantity", "1000", "--unit", "KMT", "--factors", home / "epa.csv")
    produce = ("ledger", "record", "produce", bread, *emitted, *where, *used)
    wrong = terminal.run(*produce, "--factor", "Rail", "--account", dev(BAKER), "--yes")
    assert (wrong.code, "no factor is named 'Rail'" in wrong.err) == (2, True)
    assert "ledger factors" in wrong.err

    said = do(BAKER, *produce, "--factor", "medium- and heavy-duty truck")["FlowRecorded"]["entry"]
    do(GROWER, "ledger", "confirm", said)
    row = valley.alliance.ledger.flows.row(bytes.fromhex(said[2:])).flow
    estimate = 1_305 * 10**9 // 1_609_344 * 1_000  # 810.889... kg
    assert abs(row.quantity - estimate) < 1_000
    assert (row.unit, row.basis) == ("KGM", 1)
    assert read("ledger", "gaps") == []

    weighed = ("ledger", "correct", said, "--measured", "--quantity", "900", "--evidence", "fuel")
    do(GROWER, "ledger", "confirm", do(BAKER, *weighed)["FlowRecorded"]["entry"])
    [gap] = read("ledger", "gaps")
    assert (gap["estimated"], gap["measured"]) == (row.quantity, 900 * 10**6)
    assert gap["gap"] == 900 * 10**6 - row.quantity
    assert read("ledger", "verify")["different"] == 0


def test_ledger__stocks_batches_and_books(do, read, valley, home):
    bread, baker, grower = valley.scope(BREAD), valley.seat(BAKER), GROWER
    spec = ("ledger", "define-spec", "material", "KGM", "--text", "flour", "--mass", "1000000")
    flour = int(do(BAKER, *spec)["SpecDefined"]["spec"])
    row = ("--kind", flour, "--unit", "KGM", "--resource", f"{bread}/1", "--evidence", "a sack")
    raised = do(BAKER, "ledger", "record", "raise", bread, "--quantity", "2.5", *row)
    entry = raised["FlowRecorded"]["entry"]
    do(grower, "ledger", "confirm", entry)
    amend = ("ledger", "correct", entry, "--quantity", "0.5", "--evidence", "a bag less")
    do(grower, "ledger", "confirm", do(BAKER, *amend)["FlowRecorded"]["entry"])

    sheet = {"spec": flour, "accounting": 2 * 10**6, "on_hand": 2 * 10**6, "resources": 1}
    assert read("ledger", "balance", bread) == [sheet]
    [line] = read("ledger", "statement", baker)
    assert (line["action"], line["given"]) == ("raise", 2 * 10**6)
    assert read("ledger", "trace", entry)[0] == entry
    assert read("ledger", "track", entry)[0] == entry
    assert read("ledger", "gaps") == []
    proposed = do(grower, "ledger", "set-rule", bread, "2", "--why", "four eyes")
    assert "ProposalCreated" in proposed
    [edge] = read("ledger", "network")
    assert (edge["provider"], edge["receiver"], edge["quantity"]) == (baker, baker, 2 * 10**6)

    sheet = home / "sheet.csv"
    sheet.write_text(f"seat,hours,date\n{baker},2,2026-01-05\n{baker},1.5,2026-01-06\n")
    assert "FlowRecorded" in do(BAKER, "ledger", "import", sheet, bread)
    assert read("ledger", "batch", sheet, home / "batch", bread)["rows"] == 2
    do(grower, "ledger", "anchor", bread, home / "batch")
    proved = read("ledger", "prove", home / "batch", 1)
    assert (proved["is_anchored"], proved["row"]["effort"]) == (True, 5_400)
    assert read("ledger", "export", home / "rows.json")["entries"] == 2
    assert read("ledger", "export", home / "eas.json", "--eas")["entries"] == 2
    assert read("ledger", "verify")["different"] == 0


def test_ledger__jsonld_out_and_in__records_the_same_again(do, read, terminal, valley, home):
    """What was worked and baked is written, read back and confirmed: the same, twice."""
    bread, confirmed = valley.scope(BREAD), home / "rows.json"
    spec = ("ledger", "define-spec", "material", "KGM", "--text", "loaves", "--mass", "1000000")
    loaves = int(do(BAKER, *spec)["SpecDefined"]["spec"])
    row = ("--kind", loaves, "--unit", "KGM", "--resource", f"{bread}/1", "--evidence", "an oven")
    baked = do(BAKER, "ledger", "record", "raise", bread, "--quantity", "12.5", *row)
    shift = ("--effort", "3 hours", "--evidence", "a shift", "--receiver", valley.seat(MILL))
    worked = do(BAKER, "ledger", "work", bread, *shift)
    do(GROWER, "ledger", "confirm", baked["FlowRecorded"]["entry"])
    do(MILL, "ledger", "confirm", worked["WorkRecorded"]["entry"])
    assert read("ledger", "export", confirmed)["entries"] == 2

    assert "FlowRecorded" in do(BAKER, "ledger", "import", confirmed, bread)

    once, twice = _rows(valley)[:2], _rows(valley)[2:]
    assert sorted(once, key=str) == sorted(twice, key=str)
    stranger = json.loads(confirmed.read_text().replace("urn:cl:", "urn:cl:9"))
    (home / "stranger.json").write_text(json.dumps(stranger))
    ran = terminal.run("ledger", "import", home / "stranger.json", bread, "--account", dev(BAKER))
    assert (ran.code, "urn:cl:9" in ran.err) == (2, True)


def _rows(valley):
    """The rows of the ledger in the order of the chain."""
    entries = valley.alliance.ledger.flows.state().entries.values()
    return [entry.flow for entry in entries]


def test_ledger__wrong_lines_of_a_timesheet__are_named(terminal, valley, home):
    sheet = home / "sheet.csv"
    sheet.write_text("seat,hours,date\n1,2,2026-01-05\n1,two,2026-01-06\n")
    ran = terminal.run("ledger", "batch", sheet, home / "batch", valley.scope(BREAD))
    assert ran.code == 2
    assert "line 3: hours 'two'" in ran.err


def test_ledger__texts_stay_here(do, terminal, valley, home):
    work = ("ledger", "work", valley.scope(BREAD), "--effort", "1 hour")
    (home / "evidence.txt").write_text("a photograph of the oven")
    recorded = do(BAKER, *work, "--evidence", "@evidence.txt")["WorkRecorded"]

    kept = (home / "state" / "cosmolocal" / "texts.sqlite").read_bytes()
    assert b"a photograph of the oven" in kept
    assert bytes.fromhex(recorded["evidence"][2:]) in kept


def test_governance__from_proposal_to_execution(do, read, terminal, valley):
    do(MILL, "treasury", "deposit", "8")
    payee = valley.address(MILL)
    made = do(GROWER, "treasury", "pay", payee, "2.5", "--why", "a new millstone")
    number = made["ProposalCreated"]["proposalId"]
    valley.warp(valley.alliance.governance.show(int(number)).start)

    quote = read("governance", "quote", "1", "4", valley.address(BAKER))
    assert (quote["cost"], quote["left"], quote["most_votes"]) == (16, 100, 10)
    for name in valley.persons[2:8]:
        do(name, "governance", "vote", "1", "for", "--votes", "4")
    do(BAKER, "governance", "vote", "1", "for", "--votes", "2", "--reason", "it is cracked")
    do(DRIVER, "governance", "vote", number, "abstain")
    credits_ = read("governance", "credits", valley.seat(BAKER))
    assert (credits_["budget"], credits_["spent"], credits_["left"]) == (100, 4, 96)

    valley.warp(valley.alliance.governance.show(int(number)).end)
    do(DRIVER, "governance", "queue", "1")
    valley.warp(valley.alliance.governance.show(int(number)).eta)
    paid = do(DRIVER, "governance", "execute", "1")["Paid"]

    assert (paid["to"], paid["amount"]) == (payee, str(25 * 10**17))
    assert read("treasury", "balance")["amount"] == "5.5"
    shown = read("governance", "show", "1")
    assert shown["description"] == "a new millstone"
    assert shown["actions"][0]["target"] == "Treasury"
    [listed] = read("governance", "list")
    assert (listed["status"], listed["for"], listed["id"]) == ("executed", 22, number)
    assert read("governance", "verify")["different"] == 0


def test_governance__too_many_votes__says_how_many_would_do(do, terminal, valley):
    made = do(GROWER, "ledger", "set-weight", valley.scope(BREAD), 7, 15_000, "--why", "nights")
    number = int(made["ProposalCreated"]["proposalId"])
    valley.warp(valley.alliance.governance.show(number).start)
    do(BAKER, "governance", "vote", "1", "for", "--votes", "6")
    ran = terminal.run(
        "governance", "vote", "1", "against", "--votes", "11", "--account", dev(BAKER), "--yes"
    )

    assert ran.code == 2
    assert "11 votes cost 121 credits, you have 100 left" in ran.err
    assert "Lower --votes to 10." in ran.err
    assert valley.alliance.governance.credits(valley.seat(BAKER)).spent == 36


def test_governance__cancel_and_reclaim(do, read, valley):
    made = do(GROWER, "membership", "admit", valley.local.accounts[3].address, "--kind", "person",
              "--why", "she came for one summer")  # fmt: skip
    number = int(made["ProposalCreated"]["proposalId"])
    valley.warp(valley.alliance.governance.show(number).start)
    do(BAKER, "governance", "vote", "1", "for", "--votes", "6")
    do(GROWER, "governance", "cancel", "1")
    do(BAKER, "governance", "reclaim", "1")

    assert read("governance", "show", "1")["status"] == "canceled"
    assert read("governance", "credits", valley.seat(BAKER))["spent"] == 0


def test_governance__propose_any_call(do, read, valley):
    rules = valley.manifest.address("ProposalRules")
    data = "0x" + "ab" * 36
    do(GROWER, "governance", "propose", rules, data, "--type", "1", "--why", "whatever")

    [action] = read("governance", "show", "1")["actions"]
    told = {"function": "unknown", "arguments": "", "exact": False}
    assert action == {"target": "ProposalRules", "value": "0", "calldata": data} | told


def test_governance__proposals_of_other_domains(do, read, valley):
    why = ("--why", "as agreed")
    until = ("--until", "20 days")
    do(GROWER, "scopes", "grant-role", 1, valley.seat(GROWER), "arbiter", *until, *why)
    do(GROWER, "treasury", "fund", 1, "2", *why)
    do(GROWER, "funding", "cancel", 1, *why)
    do(GROWER, "funding", "open", *periods(), *why)

    targets = [read("governance", "show", n)["actions"][0]["target"] for n in "1234"]
    assert targets == ["Scopes", "Treasury", "RetroFunding", "RetroFunding"]


def periods():
    days = {"applications-end": 5, "review-end": 8, "voting-end": 15, "claims-end": 40}
    return [word for name, n in days.items() for word in (f"--{name}", f"{n} days")]


def test_funding__from_opening_to_sweep(do, read, valley):
    entry = f"0x{valley.work(BAKER, 10, confirmer=GROWER).hex()}"
    do(BOOKKEEPER, "funding", "open", *periods(), "--allow-negative")
    terms = valley.alliance.funding.terms(1)
    do(MILL, "funding", "fund", 1, "9")
    do(BAKER, "funding", "apply", 1, "--content", "an oven", "--entry", entry)
    do(MILLER, "funding", "apply", 1, "--content", "a stone")
    do(DRIVER, "funding", "apply", 1, "--content", "a stage")
    valley.warp(terms.applications_end)
    do(BOOKKEEPER, "funding", "review", 1, 1, 2, "--approve")
    do(ARBITER, "funding", "review", 1, 3, "--reject", "not yet")
    valley.warp(terms.review_end)
    do(GROWER, "funding", "cast-ballot", 1, "1=6", "2=-2")
    do(GROWER, "funding", "cast-ballot", 1, "1=6", "2=2")
    do(SHEPHERD, "funding", "cast-ballot", 1, "2=1")
    ballot = read("funding", "show-ballot", 1, valley.seat(GROWER))
    assert ballot == [{"project": 1, "votes": 6}, {"project": 2, "votes": 2}]

    valley.warp(terms.voting_end)
    do(DRIVER, "funding", "close", 1)
    assert do(DRIVER, "funding", "claim", 1, 1)["Claimed"]["amount"] == str(6 * ETHER)
    valley.warp(terms.claims_end)
    assert do(DRIVER, "funding", "sweep", 1)["RoundSwept"]["amount"] == str(3 * ETHER)

    shown = read("funding", "show", 1)
    assert (shown["pot"], shown["paid"]) == ("9", "9")
    assert [project["votes"] for project in shown["projects"]] == [6, 3, 0]
    assert read("funding", "list")[0]["status"] == "swept"
    assert read("treasury", "balance")["amount"] == "3"
    for domain in ("membership", "ledger", "governance", "treasury", "funding"):
        assert read(domain, "verify")["different"] == 0


def test_funding__cancelled_round_is_refunded(do, read, valley):
    do(BOOKKEEPER, "funding", "open", *periods())
    do(MILL, "funding", "fund", 1, "9")
    do(BOOKKEEPER, "funding", "cancel", 1)
    refunded = do(DRIVER, "funding", "refund", 1, valley.address(MILL))["Refunded"]

    assert refunded["amount"] == str(9 * ETHER)
    assert read("funding", "show", 1)["status"] == 8


def test_funding__ballot_over_the_budget__is_refused_by_the_chain(do, terminal, valley):
    do(BOOKKEEPER, "funding", "open", *periods())
    do(BAKER, "funding", "apply", 1, "--content", "an oven")
    terms = valley.alliance.funding.terms(1)
    valley.warp(terms.applications_end)
    do(BOOKKEEPER, "funding", "review", 1, 1, "--approve")
    valley.warp(terms.review_end)
    ran = terminal.run(
        "funding", "cast-ballot", 1, "1=11", "--account", dev(GROWER), "--yes", "--json"
    )

    assert ran.code == 1
    assert "over budget" in json.loads(ran.out)["error"]["message"]
    assert valley.alliance.funding.show(1).total_votes == 0


def test_verify__a_difference__ends_with_1(terminal, valley, monkeypatch):
    told = verify.verify(valley.alliance)
    [first, *rest] = told.checks
    broken = told.model_copy(
        update={
            "checks": (first.model_copy(update={"different": 1}), *rest),
            "differences": ("membership: seat_count: events give 20, found 21",),
        }
    )
    monkeypatch.setattr(verify, "verify", lambda alliance: broken)
    ran = terminal.run("membership", "verify", "--json")

    assert ran.code == 1
    assert ran.data["different"] == 1
    assert "events give 20, found 21" in ran.data["differences"][0]
    assert terminal.run("ledger", "verify").code == 0
