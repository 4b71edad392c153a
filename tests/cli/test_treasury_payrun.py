# SPDX-License-Identifier: Apache-2.0
"""The pay run by the command line: validated, shown, asked for, paid once, resumed, answered."""

import pytest

from cosmolocal.treasury.domain import Treasury
from cosmolocal.verify import verify
from tests.cli.conftest import dev
from tests.sdk import paying
from tests.sdk.valley import DRIVER, ETHER

COUNT = 12


@pytest.fixture
def token(valley):
    return paying.fill(valley)


@pytest.fixture
def payees(token, home):
    """A list in two tokens, and its file."""
    rows = paying.rows(token.address, COUNT)
    return rows, paying.write(home / "march.csv", rows)


@pytest.fixture
def payrun(terminal):
    """Run the command as a steward."""

    def run(path, *options, who=paying.STEWARD, **more):
        account = ("--account", dev(who))
        return terminal.run("treasury", "payrun", path, *account, *options, **more)

    return run


def test_payrun__agreed__pays_every_row_once_and_the_books_agree(valley, token, payees, payrun):
    rows, path = payees
    ran = payrun(path, answers="y\n")

    assert ran.code == 0, ran.err
    assert f"{COUNT} of {COUNT} rows are paid." in ran.out + ran.err
    assert paying.received(valley, token, rows) == paying.expected(rows, token.address)
    assert verify(valley.alliance).differences == ()
    for word in ("Totals", "left in the period", "gas", "fee", "transactions"):
        assert word in ran.err


def test_payrun__again__answers_where_it_was_paid(valley, token, payees, payrun):
    rows, path = payees
    first = payrun(path, "--yes", "--json")
    assert first.code == 0, first.err
    again = payrun(path, "--yes", "--json")

    assert again.code == 0
    assert again.data["sent"] is False
    assert set(again.data["transactions"]) == set(first.data["transactions"])
    assert f"already paid in {again.data['transactions'][0]}" in again.err
    assert paying.received(valley, token, rows) == paying.expected(rows, token.address)


def test_payrun__dry_run_or_nobody_agrees__sends_nothing(valley, token, payees, payrun):
    rows, path = payees
    for options, answers, code in (
        (["--dry-run"], None, 0),
        ([], None, 2),
        (["--no-input"], None, 2),
        ([], "n\n", 2),
    ):
        ran = payrun(path, *options, answers=answers)
        assert ran.code == code, ran.err
    assert "nothing was sent" in ran.err
    assert set(paying.received(valley, token, rows).values()) == {0}


def test_payrun__list_changed_after_it_was_paid__stops_at_the_same_payments(
    valley, token, payees, payrun, home
):
    rows, path = payees
    assert payrun(path, "--yes").code == 0
    rows[3]["amount"] = "0.5"
    changed = payrun(paying.write(path, rows), "--yes")

    assert changed.code == 2
    assert f"{COUNT - 1} rows look like payments of this period" in changed.err
    assert "line 2: already paid in 0x" in changed.err
    assert "line 5:" not in changed.err
    assert payrun(path, "--yes", "--again").code == 0


def test_payrun__begun__goes_on_only_when_told_to(valley, token, payees, payrun, monkeypatch):
    rows, path = payees
    pay_batch, calls = Treasury.pay_batch, []

    def once(self, *arguments, **options):
        calls.append(arguments)
        if len(calls) > 1:
            raise KeyboardInterrupt
        return pay_batch(self, *arguments, **options)

    monkeypatch.setattr(Treasury, "pay_batch", once)
    assert payrun(path, "--yes").code == 130
    monkeypatch.setattr(Treasury, "pay_batch", pay_batch)

    begun = payrun(path, "--yes")
    assert begun.code == 2
    assert "Add --resume" in begun.err
    assert payrun(path, "--yes", "--resume").code == 0
    assert paying.received(valley, token, rows) == paying.expected(rows, token.address)


def test_payrun__nothing_begun__has_nothing_to_resume(payees, payrun):
    ran = payrun(payees[1], "--yes", "--resume")
    assert (ran.code, "no such run was begun" in ran.err) == (2, True)


def test_payrun__payee_who_cannot_be_paid__is_passed_over_and_reported(
    valley, token, payees, payrun, home
):
    rows, _ = payees
    wallet = valley.alliance.contracts["Membership"].address
    rows[1]["recipient"] = wallet
    refused = payrun(paying.write(home / "own.csv", rows), "--yes")
    assert refused.code == 2
    assert "line 3: recipient" in refused.err
    assert "the alliance's own" in refused.err

    rows[1]["recipient"] = token.address  # a contract that takes no ETH
    ran = payrun(paying.write(home / "list.csv", rows), "--yes", "--json")
    assert ran.code == 1
    assert [row["line"] for row in ran.data["skipped"]] == [3]
    assert "1 recipients are contracts (line 3)" in ran.err
    assert "1 could not be paid (line 3)" in ran.err
    again = payrun(home / "list.csv", "--yes", "--resume", "--json")
    assert again.code == 1
    assert verify(valley.alliance).differences == ()


def test_payrun__faults__all_listed_with_their_lines(token, payees, payrun, home):
    rows, _ = payees
    person = rows[0]["recipient"]
    rows[0] |= {"recipient": person.lower()}
    rows[1] |= {"recipient": "0x" + 40 * "0"}
    rows[2] |= {"amount": "0.0000001"}  # six decimals
    rows[3] |= {"amount": "1e3"}
    rows[4] |= {"amount": "0"}
    rows[5] |= {"id": rows[6]["id"]}
    rows[7] |= {"token": person}
    rows[8] |= {"category": "-1"}
    rows[9] |= {"recipient": "Ana"}
    rows.append({**rows[10], "id": "other"})
    ran = payrun(paying.write(home / "bad.csv", rows), "--yes")

    assert ran.code == 2
    for line, words in (
        (2, "no valid checksum"),
        (3, "reserved"),
        (4, "finer than the smallest unit"),
        (5, "not an amount"),
        (6, "nothing to pay"),
        (8, "stands in line 7 too"),
        (9, "there is no contract"),
        (10, "budget table"),
        (11, "neither an address nor a name"),
        (14, "the same payment stands in line 12"),
    ):
        [fault] = [each for each in ran.err.splitlines() if f"line {line}: " in each]
        assert words in fault


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "a header without 'id'"),
        ("id,recipient,token\n", "a header without 'amount'"),
        ("id,recipient,token,amount,colour\n", "a header with 'colour'"),
        ("id,recipient,token,amount\n", "names nobody"),
        ("id,recipient,token,amount\n1,2\n", "line 2: 4 columns"),
    ],
)
def test_payrun__no_list__is_refused(token, payrun, home, text, words):
    path = home / "list.csv"
    path.write_text(text)
    ran = payrun(path, "--yes")
    assert (ran.code, words in ran.err) == (2, True), ran.err


def test_payrun__names_of_the_address_book__are_paid(valley, token, payrun, home):
    (home / "addresses.csv").write_text(
        f"name,address\nAna,{paying.person(1)}\nUSD,{token.address}\n"
    )
    rows = [{"id": "1", "recipient": "Ana", "token": "USD", "amount": "2.5"}]
    assert payrun(paying.write(home / "list.csv", rows), "--yes").code == 0
    view = valley.alliance.chain.at()
    assert view.call(token.functions.balanceOf(paying.person(1))) == 2_500_000


def test_payrun__beyond_the_limits_or_no_steward__is_refused_before_sending(
    valley, token, payees, payrun, home
):
    rows, path = payees
    rich = [{**rows[0], "token": "ETH", "amount": "1001"}]
    over = payrun(paying.write(home / "rich.csv", rich), "--yes")
    assert "line 2: pot 1 pays at most 1000 ETH at once" in over.err
    many = [{**rows[n], "token": "ETH", "amount": "600"} for n in range(2)]
    over = payrun(paying.write(home / "many.csv", many), "--yes")
    assert "pot 1 has 1000 ETH left in this period, the list needs 1200 ETH" in over.err
    dear = [{**rows[0], "token": "ETH", "amount": "51"}]
    over = payrun(paying.write(home / "dear.csv", dear), "--yes")
    assert "the treasury has 50 ETH free, the list needs 51 ETH" in over.err
    other = payrun(path, "--yes", who=DRIVER)
    assert (other.code, "not a steward" in other.err) == (1, True)
    assert valley.alliance.treasury.balance().amount == 50 * ETHER
