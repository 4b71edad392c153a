# SPDX-License-Identifier: Apache-2.0
"""Commitments and the store of the texts behind them."""

import pytest
from eth_utils.crypto import keccak

from cosmolocal.errors import BadInput
from cosmolocal.privacy import Opening, TextStore, commitment_of, public_hash

TEXT = "three nights at the oven, 25 kg of rye"


@pytest.fixture
def path(tmp_path):
    return tmp_path / "texts.sqlite"


def test_commit__same_text_twice__gives_unrelated_commitments():
    store = TextStore()

    first, second = store.commit(TEXT), store.commit(TEXT)

    assert len(first) == len(second) == 32
    assert first != second
    assert store.find(first) == store.find(second) == TEXT


def test_commitment_of__salt_and_text__is_the_hash_of_both():
    salt = bytes(range(32))

    assert commitment_of(TEXT, salt) == keccak(salt + TEXT.encode())


def test_commitment_of__same_characters_composed_differently__are_equal():
    assert commitment_of("Luci\u0301a", bytes(32)) == commitment_of("Luc\u00eda", bytes(32))
    assert public_hash("Luci\u0301a") == public_hash("Luc\u00eda")


def test_commitment_of__short_salt__is_refused():
    with pytest.raises(BadInput, match="a salt has 32 bytes, this one 31"):
        commitment_of(TEXT, bytes(31))


def test_show__opening__lets_another_member_check_the_commitment():
    mine, theirs = TextStore(), TextStore()
    commitment = mine.commit(TEXT)

    theirs.keep(Opening.model_validate_json(mine.show(commitment).model_dump_json()))

    assert theirs.find(commitment) == TEXT


def test_opening__another_text__does_not_open_the_commitment():
    store = TextStore()
    commitment = store.commit(TEXT)

    assert Opening(text=TEXT + ".", salt=store.show(commitment).salt).commitment != commitment


def test_erase__text__leaves_nothing_of_it_in_the_file(path):
    store = TextStore(path)
    commitment, other = store.commit(TEXT), store.commit("another text")
    salt = store.show(commitment).salt
    assert TEXT.encode() in path.read_bytes()

    assert store.erase(commitment)

    assert store.find(commitment) is None
    assert store.find(other) == "another text"
    assert TEXT.encode() not in path.read_bytes()
    assert salt not in path.read_bytes()
    assert [file.name for file in path.parent.iterdir()] == [path.name]
    assert not store.erase(commitment)
    with pytest.raises(BadInput, match="no text is kept for 0x"):
        store.show(commitment)


def test_text_store__opened_again__still_has_its_texts(path):
    first = TextStore(path)
    commitment = first.commit(TEXT)
    first.close()

    assert TextStore(path).find(commitment) == TEXT


def test_text_store__new_file__is_readable_by_its_owner_only(path):
    TextStore(path)

    assert path.stat().st_mode & 0o777 == 0o600


def test_text_store__file_open_to_others__is_refused(path):
    path.touch(mode=0o644)
    path.chmod(0o644)

    with pytest.raises(BadInput, match="others may read"):
        TextStore(path)


def test_text_store__no_database__is_refused(path):
    path.write_bytes(b"these are no pages of a database" * 100)
    path.chmod(0o600)

    with pytest.raises(BadInput, match="cannot open the texts"):
        TextStore(path)


def test_opening__repr__shows_neither_text_nor_salt():
    opening = Opening(text=TEXT, salt=bytes(range(32)))

    assert TEXT not in repr(opening)
    assert bytes(range(32)).hex() not in repr(opening)
