# SPDX-License-Identifier: Apache-2.0
"""Nothing that people can read about people reaches the chain, in calldata or in logs."""

from cosmolocal import artifacts, codec
from cosmolocal.deploy.contracts import CONTRACTS

PROGRAMS = (*CONTRACTS, "Grant")
SHORTEST = 4  # shorter words turn up in hashes by chance


def everything_on(chain):
    """All bytes that a chain has of its transactions: calldata, topics and data of logs."""
    for number in range(chain.at().block + 1):
        block = chain.node.ask("eth_getBlockByNumber", hex(number), True)
        yield from (codec.as_bytes(sent["input"]) for sent in block["transactions"])
    logs = chain.node.ask("eth_getLogs", {"fromBlock": "0x0", "toBlock": "latest"})
    for log in logs:
        yield b"".join(map(codec.as_bytes, log["topics"])) + codec.as_bytes(log["data"])


def texts_of(described):
    """Every name and text of a description, whole and word by word, but what `public` names."""
    named = [described.name, described.covenant]
    for seat in described.all_seats:
        named += [seat.name, seat.about]
    for _, scope in described.walk():
        named += [scope.name, scope.charter]
    words = {word.strip(".,:;") for text in named for word in text.split()}
    shown = f"{described.public.name} {described.public.symbol}".lower()
    long = {text for text in {*named, *words} if len(text) >= SHORTEST}
    return {text for text in long if text.lower() not in shown}


def found_in(data, texts):
    """Texts that stand in data, in whatever case."""
    whole = data.lower()
    return {text for text in texts if text.lower().encode() in whole}


def test_everything_on_chain__after_a_season__holds_no_name_and_no_text(lived):
    chain = lived.alliance.chain
    data = b"\0".join(everything_on(chain))
    texts = texts_of(lived.description)
    assert len(data) > 100_000
    assert len(texts) > 300

    # Words that the contracts themselves say, in their refusals.
    program = b"\0".join(codec.as_bytes(artifacts.load(name).bytecode) for name in PROGRAMS)
    assert found_in(data, texts) <= found_in(program, texts)


def test_everything_on_chain__texts_behind_commitments__are_not_there(lived):
    data = b"\0".join(everything_on(lived.alliance.chain))
    rows = lived.texts._database.execute("SELECT commitment, text FROM texts").fetchall()

    committed = {commitment for commitment, _ in rows}
    assert len(committed) > 10
    on_chain = {c for c in committed if c in data or c.hex().encode() in data}
    assert len(on_chain) > 10  # they are the commitments that were really used
    assert found_in(data, {text for _, text in rows}) == set()


def test_found_in__a_name_that_leaks__is_seen(lived):
    leak = lived.alliance.governance.contract.functions.propose(
        [], [], [], "Amara Okafor asks for a millstone"
    )
    data = lived.alliance.chain.call_of(leak).data

    assert {"Amara Okafor", "Amara", "Okafor"} <= found_in(data, texts_of(lived.description))
