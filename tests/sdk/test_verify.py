# SPDX-License-Identifier: Apache-2.0
"""Every figure rebuilt from events: equal where all is well, never where an event was touched."""

from dataclasses import replace

import pytest
from eth_utils.address import to_checksum_address

from cosmolocal import artifacts
from cosmolocal.deploy.contracts import CONTRACTS
from cosmolocal.errors import BadInput
from cosmolocal.governance import Side
from cosmolocal.reader import Reader
from cosmolocal.verify import DOMAINS, events_of, verify
from tests.sdk.season import live
from tests.sdk.valley import ETHER, GROWER, MILLER

# Events that leave no trace in storage if they are the only ones about something: the wish of one
# side to belong, a mandate, a ballot that was replaced; an appeal that was heard, a doubt that came
# back, a renewal where there are no terms; a conflict that nobody met, a change that was called
# off, what was skipped. A node that hid one would go unnoticed.
WITHOUT_TRACE = {
    ("ProposalRules", "CodeRecorded"),
    ("Membership", "NoticeAppealed"),
    ("Vouching", "RecoveryObjected"),
    ("Membership", "EligibilityRegained"),
    ("Membership", "SeatRenewed"),
    ("Scopes", "JoinAccepted"),
    ("Scopes", "JoinRequested"),
    ("Scopes", "RoleGranted"),
    ("Scopes", "TopicCeded"),  # it was taken back
    ("RetroFunding", "BallotCast"),
    ("PublishedFunding", "LineSkipped"),
    ("ResultDesk", "PieceShown"),
    ("Treasury", "PaymentSkipped"),
    ("ContributionLedger", "SlipUsed"),
    ("ContributionLedger", "RootAnchored"),
    ("Resources", "UnitDefined"),
    ("FundingDesk", "ConflictsSet"),
    ("FundingDesk", "PayoutChangeAsked"),
    ("FundingDesk", "BallotSkipped"),
    ("FundingDesk", "ClaimSkipped"),
    ("BallotRelay", "BallotRefused"),
    ("Grant", "Granted"),  # its code says the same
    ("Grant", "Received"),
}
# Arguments that no figure depends on: commitments, who caused what others decided, who was paid by
# a steward, and for a batch whose rows have memos, where it began.
WITHOUT_FIGURE = {
    ("Membership", "NoticeGiven", "reason"),
    ("Membership", "NoticeGiven", "until"),  # of an expulsion that took effect
    ("Membership", "DAOURIUpdate", "dao_address"),
    ("Scopes", "ScopeFounded", "charter"),
    ("Scopes", "ResidencyAgreed", "ends"),  # the guest went home earlier
    ("Scopes", "ResidencyEnded", "host"),
    ("ContributionLedger", "EntryDisputed", "reason"),
    ("Resources", "SpecDefined", "content"),
    ("Resources", "ProcessOpened", "plan"),
    ("Resources", "ProcessClosed", "seat"),
    ("QuadraticGovernor", "VoteCast", "reason"),
    ("QuadraticGovernor", "VoteCastWithParams", "reason"),
    ("Timelock", "RoleGranted", "sender"),
    ("Timelock", "RoleRevoked", "sender"),
    ("Treasury", "Received", "sender"),
    ("Treasury", "PotPaid", "to"),
    ("Treasury", "PotPaid", "category"),
    ("Treasury", "PotPaid", "memo"),
    ("Treasury", "RowPaid", "to"),
    ("Treasury", "RowPaid", "memo"),
    ("Treasury", "BatchPaid", "first"),
    ("Treasury", "BatchPaid", "memo"),
    ("Treasury", "StreamOpened", "steward"),
    ("Treasury", "StreamWithdrawn", "to"),
    ("Treasury", "MilestoneClaimed", "to"),
    ("Grant", "Withdrawn", "to"),
    ("Grant", "GivenBack", "to"),
    # Seasons in which nobody falls dormant, and terms of what was decided or has run out since.
    ("Membership", "SeatRestored", "season"),
    ("Membership", "SeatsGranted", "season"),
    ("Vouching", "Vouched", "until"),
    ("Vouching", "Joined", "kind"),
    ("Vouching", "RecoveryBacked", "until"),
    ("Vouching", "RecoveryOpened", "ready_at"),
    ("Vouching", "RecoveryDecided", "approved"),
    ("ContributionLedger", "EntryEndorsed", "season"),
    ("ProposalRules", "ProposalSponsored", "seat"),  # they are counted only
    ("ProposalRules", "RuleAdopted", "permissions"),
    ("QuadraticGovernor", "VoteCastFor", "delegate"),
    ("Timelock", "CallScheduled", "delay"),
    ("FundingDesk", "ProjectApplied", "content"),
    ("FundingDesk", "ProjectAmended", "content"),
    ("FundingDesk", "ProjectReviewed", "reason"),
    ("FundingDesk", "ProjectAppealed", "reason"),
    ("FundingDesk", "AppealDecided", "reason"),
    # What a tree of lines binds, and only whoever counts again can tell.
    ("PublishedFunding", "LineClaimed", "payee"),
    ("PublishedFunding", "LineClaimed", "project"),
    ("ResultDesk", "LineShown", "amount"),
    ("ResultDesk", "LineShown", "number"),
    ("ResultDesk", "LineShown", "payee"),
    ("ResultDesk", "ResultChallenged", "reason"),
    ("ResultDesk", "ResultPublished", "reason"),
    ("ResultDesk", "ResultPublished", "uri"),
}


@pytest.fixture
def quick(lived, monkeypatch):
    """Read storage once: it stays the same, only the events are touched."""
    known, read = {}, Reader.attempt

    def remembered(self, functions):
        calls = [self._view.call_of(function) for function in functions]
        missing = [call for call in calls if (call.to, call.data) not in known]
        found = read(self, missing)
        known.update({(c.to, c.data): answer for c, answer in zip(missing, found, strict=True)})
        return [known[call.to, call.data] for call in calls]

    monkeypatch.setattr(Reader, "attempt", remembered)
    return lived


def test_verify__after_a_season__every_figure_is_equal(valley):
    """X-7: what the events of a whole season give is what storage holds."""
    live(valley)

    found = verify(valley.alliance)

    assert found.differences == ()
    assert found.is_equal
    assert [check.domain for check in found.checks] == list(DOMAINS)
    assert all(check.compared for check in found.checks)
    assert found.block == valley.local.chain.at().block


def test_verify__earlier_block__was_equal_then(valley):
    valley.work(MILLER, 3, confirmer=GROWER)
    block = valley.local.chain.at().block
    valley.work(MILLER, 4, confirmer=GROWER)

    found = verify(valley.alliance, block=block)

    assert (found.block, found.is_equal) == (block, True)


def test_verify__more_motions_than_one_page_of_receipts__is_equal(valley):
    governance, miller = valley.alliance.governance, valley.signer(MILLER)
    action = valley.alliance.treasury.pay_action(valley.outsider.address, 1)
    makers = valley.persons[:13]
    motions = [valley.propose(action, text=name, by=name) for name in makers]
    valley.warp(governance.show(motions[-1]).start)
    for votes, motion in enumerate(motions):
        governance.vote(motion, Side.FOR, votes // 3, signer=miller)
    governance.vote(motions[12], Side.ABSTAIN, signer=miller)
    governance.vote(motions[0], Side.AGAINST, 3, signer=miller)

    assert verify(valley.alliance).differences == ()


def test_verify__lanes_used_again_two_seasons_later__is_equal(valley):
    governance, miller = valley.alliance.governance, valley.signer(MILLER)
    action = valley.alliance.treasury.pay_action(valley.outsider.address, 1)
    seasons, seat = valley.alliance.membership.seasons, valley.seat(MILLER)
    for season in (0, 1, 2):
        valley.warp(seasons.start(season))
        valley.work(MILLER, 25, confirmer=GROWER)
        motion = valley.propose(action, text=f"season {season}")
        valley.warp(governance.show(motion).start)
        governance.vote(motion, Side.FOR, season + 1, signer=miller)

    assert verify(valley.alliance).differences == ()
    assert governance.credits(seat, 2).budget == 105
    assert valley.alliance.ledger.recognition(seat, 0).earned == 0


def test_live__the_story__has_every_event_of_every_contract(lived):
    happened = {(event.contract, event.name) for event in events_of(lived.alliance)}

    known = {
        (name, entry["name"])
        for name in (*CONTRACTS, "Grant")
        for entry in artifacts.load(name).abi
        if entry["type"] == "event"
    }
    # These belong to the timelock from the start, so nobody seals them; and nobody falls dormant
    # in this alliance, so no seat has to show that it is awake.
    sealed = {("Treasury", "Sealed"), ("Vouching", "Sealed")}
    # Late top-ups are of one module of all three pools: those of the other two are in the story.
    late = {("PublishedFunding", f"TopUp{what}") for what in ("Kept", "CarriedOver", "Returned")}
    assert known - happened == sealed | late | {("Membership", "SeatActed")}


def of_every_kind(events):
    """The last event of each kind, with its place."""
    last = {(event.contract, event.name): place for place, event in enumerate(events)}
    return [(place, events[place]) for place in sorted(last.values())]


@pytest.mark.slow
def test_verify__an_event_left_out__is_noticed(quick):
    """X-7: every kind of event is needed, but for those that leave no trace."""
    events = events_of(quick.alliance)
    unnoticed = {
        (event.contract, event.name)
        for place, event in of_every_kind(events)
        if verify(quick.alliance, events=events[:place] + events[place + 1 :]).is_equal
    }

    assert unnoticed <= WITHOUT_TRACE


def test_verify__an_event_told_twice__is_noticed(quick):
    events = events_of(quick.alliance)
    place = len(events) // 2

    found = verify(quick.alliance, events=events[: place + 1] + events[place:])

    assert any(line.startswith("events: place of") for line in found.differences)


@pytest.mark.slow
def test_verify__an_argument_changed__is_noticed(quick):
    """X-7: every argument that a figure depends on is needed."""
    events = events_of(quick.alliance)
    unnoticed = set()
    for place, event in of_every_kind(events):
        for name, argument in event.args.items():
            touched = replace(event, args={**event.args, name: another(argument)})
            changed = (*events[:place], touched, *events[place + 1 :])
            if verify(quick.alliance, events=changed).is_equal:
                unnoticed.add((event.contract, event.name, name))

    of_traceless = {argument for argument in unnoticed if argument[:2] in WITHOUT_TRACE}
    assert unnoticed - of_traceless == WITHOUT_FIGURE


def test_verify__an_event_that_nobody_knows__is_refused(lived):
    *events, last = lived.alliance.events()

    with pytest.raises(BadInput, match=r"cannot replay the event Timelock\.Vanished"):
        verify(
            lived.alliance,
            events=[*events, replace(last, contract="Timelock", name="Vanished")],
        )


def test_verify__nothing_told__differs_in_every_domain(lived):
    found = verify(lived.alliance, events=[])

    assert not found.is_equal
    differing = {check.domain for check in found.checks if check.different}
    assert differing == set(DOMAINS)


def test_verify__a_difference__names_figure_and_both_values(lived):
    events = [event for event in lived.alliance.events() if event.name != "RoundSponsored"]

    found = verify(lived.alliance, events=events)

    assert (
        f"funding: pot of round 1 of RetroFunding: events give 0, found {ETHER}"
        in found.differences
    )


def another(value):
    """A value of the same type that is not this one."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + 1
    if isinstance(value, bytes):
        return bytes([value[0] ^ 1]) + value[1:] if value else b"\1"
    if isinstance(value, tuple):
        return (*value[:-1], another(value[-1])) if value else (b"\1" * 32,)
    if isinstance(value, dict):
        return {key: another(item) for key, item in value.items()}
    if value.startswith("0x") and len(value) == 42:
        return to_checksum_address((int(value, 16) ^ 1).to_bytes(20))
    return value + "."
