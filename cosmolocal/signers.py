# SPDX-License-Identifier: Apache-2.0
"""Who signs: a key in memory, a keystore file, or anything else with the members of `Signer`.

A key never shows in a repr, a log, an error or a traceback; it comes from a keystore, never from a
command line. Keys that everybody knows work on throw-away chains only.

Errors: `KeyRefused`, always with the way out.
"""

import json
import os
import stat
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple, Protocol, cast

from coincurve import PrivateKey
from eth_account import Account
from eth_typing import ChecksumAddress
from eth_utils.address import to_checksum_address
from eth_utils.crypto import keccak
from pydantic import SecretStr
from rlp.codec import encode_raw  # type: ignore[import-untyped]

from cosmolocal.errors import KeyRefused
from cosmolocal.typed_data import TypedMessage

DEV_CHAIN_IDS = frozenset({1337, 31337})
"""Chains that are thrown away after use; public keys and memory-only journals are fine there."""

_MAX_FILE_CHARACTERS = 1_000_000
_WORD = 32
_FEE_MARKET_TYPE = 2
_FEE_MARKET_FIELDS = ("chainId", "nonce", "maxPriorityFeePerGas", "maxFeePerGas", "gas")

# The accounts every development node opens with: their keys are printed in its documentation.
PUBLIC_ACCOUNTS = frozenset(
    {
        "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266",
        "0x70997970C51812dc3A010C7d01b50e0d17dc79C8",
        "0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC",
        "0x90F79bf6EB2c4f870365E785982E1f101E93b906",
        "0x15d34AAf54267DB7D7c367839AAf71A00a2C6A65",
        "0x9965507D1a55bcC2695C58ba16FB37d819B0A4dc",
        "0x976EA74026E726554dB657fA54763abd0C3a0aa9",
        "0x14dC79964da2C08b23698B3D3cc7Ca32193d9955",
        "0x23618e81E3f5cdF7f54C3d65f7FBc0aBf5B21E8f",
        "0xa0Ee7A142d267C1f36714E4a8F75612F20a79720",
    }
)


class SignedTransaction(NamedTuple):
    """The bytes to send and the hash they will have."""

    raw: bytes
    hash: bytes


class MessageSigner(Protocol):
    """Whatever can sign messages for one account, which may be a Safe's."""

    @property
    def address(self) -> ChecksumAddress:
        """The account that signs."""
        ...

    def sign_typed_data(self, message: TypedMessage) -> bytes:
        """Sign an EIP-712 message; a key's signature has 65 bytes: r, s, v with v 27 or 28."""
        ...


class Signer(MessageSigner, Protocol):
    """Whatever can send for an account, too: a key, a keystore, a hardware or remote wallet."""

    def sign_transaction(self, transaction: Mapping[str, Any]) -> SignedTransaction:
        """Sign a complete transaction (nonce, gas, fees and chain id are set)."""
        ...


class LocalSigner:
    """A private key in memory.

    `chains` restricts it to some chain ids; None means every chain, except that the keys printed in
    the documentation of development nodes never sign for a chain of value.
    """

    __slots__ = ("__key", "_address", "_chains")

    def __init__(self, key: bytes | str, *, chains: frozenset[int] | None = None) -> None:
        opened = _opened(key)
        del key  # a traceback may show the variables of this frame
        if opened is None:
            raise KeyRefused("this is no private key", next_step="A private key has 32 bytes.")
        self.__key, self._address = opened
        known = self._address in PUBLIC_ACCOUNTS
        self._chains = DEV_CHAIN_IDS if known and chains is None else chains

    @property
    def address(self) -> ChecksumAddress:
        """The account that signs."""
        return self._address

    def sign_transaction(self, transaction: Mapping[str, Any]) -> SignedTransaction:
        """Sign a complete transaction (nonce, gas, fees and chain id are set)."""
        self._require_chain(transaction.get("chainId"))
        return cast(SignedTransaction, _shielded(lambda: _signed(self.__key, transaction)))

    def sign_typed_data(self, message: TypedMessage) -> bytes:
        """Sign an EIP-712 message; 65 bytes r, s, v with v 27 or 28."""
        self._require_chain(message.domain.chain_id)
        return cast(bytes, _shielded(lambda: _recoverable(self.__key, message.digest())))

    def _require_chain(self, chain_id: Any) -> None:
        if self._chains is not None and chain_id not in self._chains:
            raise KeyRefused(
                f"the key of {self.address} is public and must not sign for chain {chain_id}",
                next_step="Use a key of your own: whatever this account receives there is stolen.",
            )

    def __repr__(self) -> str:
        return f"{type(self).__name__}({getattr(self, '_address', 'not opened')})"

    def __reduce__(self) -> str:
        raise TypeError("a signer holds a key and is never written out")


class KeystoreSigner(LocalSigner):
    """An account of an encrypted keystore file (version 3: geth, ape, cast).

    The file is opened and the password asked for when the signer is made: a missing key or a
    wrong password shows before any work begins. The decrypted key stays in memory with the signer.
    """

    __slots__ = ("path",)

    def __init__(self, path: Path, password: Callable[[], str] | Path) -> None:
        text = _read_private(path)
        super().__init__(_decrypt(path, text, _asked(password)))
        self.path = path


class AbsentSigner:
    """An account whose key is elsewhere: what it should sign can be simulated and planned."""

    def __init__(self, address: ChecksumAddress) -> None:
        self._address = address

    @property
    def address(self) -> ChecksumAddress:
        """The account that would sign."""
        return self._address

    def sign_transaction(self, _: Mapping[str, Any]) -> SignedTransaction:
        """Refuse: the key is not here."""
        raise self._refusal()

    def sign_typed_data(self, _: TypedMessage) -> bytes:
        """Refuse: the key is not here."""
        raise self._refusal()

    def _refusal(self) -> KeyRefused:
        return KeyRefused(
            f"the key of {self.address} is not here",
            next_step="Write a plan with --plan FILE and sign it where the key is.",
        )


def dev_signer(label: str) -> LocalSigner:
    """Derive the key of a named actor of a demonstration or a test, usable on dev chains only."""
    return LocalSigner(keccak(text=f"cosmolocal dev key: {label}"), chains=DEV_CHAIN_IDS)


def find_keystore(name: str, folders: tuple[Path, ...] | None = None) -> Path:
    """Find a keystore file by account name or address in the folders of ape, cast and geth."""
    home = Path.home()
    places = folders or (
        home / ".ape" / "accounts",
        home / ".foundry" / "keystores",
        home / ".ethereum" / "keystore",
    )
    wanted = name.lower().removeprefix("0x")
    for folder in places:
        for path in sorted(folder.iterdir()) if folder.is_dir() else ():
            if path.stem.lower() == wanted or path.name.lower().endswith(f"--{wanted}"):
                return path
    raise KeyRefused(
        f"no account named {name!r} in {', '.join(map(str, places))}",
        next_step="Give the path of its keystore file, make one with `ape accounts generate`,"
        " or write a plan for where the key is: --plan FILE.",
    )


def _opened(key: bytes | str) -> tuple[PrivateKey, ChecksumAddress] | None:
    """Open a key, or return None: whatever the library says may quote it."""
    try:
        secret = bytes.fromhex(key.removeprefix("0x")) if isinstance(key, str) else bytes(key)
        opened = PrivateKey(secret) if len(secret) == _WORD else None
    except Exception:  # noqa: BLE001 - see above
        return None
    if opened is None:
        return None
    point = opened.public_key.format(compressed=False)[1:]
    return opened, to_checksum_address(keccak(point)[-20:])


def unsigned_fields(transaction: Mapping[str, Any]) -> list[Any]:
    """Write what is signed of a transaction of type 2 (EIP-1559), as RLP takes it."""
    if transaction["type"] != _FEE_MARKET_TYPE or transaction.get("accessList"):
        raise ValueError("only transactions of type 2 without an access list are signed")
    fields: list[Any] = [_integer(transaction[name]) for name in _FEE_MARKET_FIELDS]
    data = transaction["data"]
    content = data if isinstance(data, bytes) else bytes.fromhex(data.removeprefix("0x"))
    target = bytes.fromhex((transaction.get("to") or "0x")[2:])
    return [*fields, target, _integer(transaction["value"]), content, []]


def _signed(key: PrivateKey, transaction: Mapping[str, Any]) -> SignedTransaction:
    """Sign a transaction; eth-account's way takes some ten times longer."""
    fields = unsigned_fields(transaction)
    prefix = bytes([_FEE_MARKET_TYPE])
    signature = _recoverable(key, keccak(prefix + encode_raw(fields)))
    r, s, parity = signature[:32], signature[32:64], signature[64] - 27
    raw = prefix + encode_raw([*fields, _integer(parity), r.lstrip(b"\0"), s.lstrip(b"\0")])
    return SignedTransaction(raw, keccak(raw))


def _recoverable(key: PrivateKey, digest: bytes) -> bytes:
    """Sign a digest: r, s, v with v 27 or 28."""
    signature = key.sign_recoverable(digest, hasher=None)
    return signature[:64] + bytes([signature[64] + 27])


def _integer(value: int) -> bytes:
    """Write an integer as RLP wants it: big-endian, no leading zeros."""
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError(f"{value!r} is no integer")
    return value.to_bytes((value.bit_length() + 7) // 8)


def _shielded(sign: Callable[[], Any]) -> Any:
    """Sign; a failure leaves neither its frames nor its cause, for both can hold the key."""
    reason = ""
    try:
        return sign()
    except Exception as error:  # noqa: BLE001 - see above
        reason = f"{type(error).__name__}: {error}"
    raise KeyRefused(f"cannot sign this: {reason}", next_step="Check the fields to be signed.")


def _read_private(path: Path) -> str:
    """Read a secret file; one that others may read is refused."""
    try:
        with path.open(encoding="utf-8") as file:
            mode = os.fstat(file.fileno()).st_mode
            if not mode & (stat.S_IRWXG | stat.S_IRWXO):
                return file.read(_MAX_FILE_CHARACTERS)
    except (OSError, UnicodeDecodeError) as error:
        raise KeyRefused(f"cannot read {path}: {error}", next_step="Check the path.") from error
    raise KeyRefused(f"others may read {path}", next_step=f"Close it first: chmod 600 {path}")


def _asked(password: Callable[[], str] | Path) -> SecretStr:
    """Get the password, wrapped before any other frame can show it."""
    if callable(password):
        return SecretStr(password())
    return SecretStr(_read_private(password).rstrip("\r\n"))


def _decrypt(path: Path, text: str, secret: SecretStr) -> bytes:
    """Decrypt a keystore; neither password nor key is in the refusal."""
    try:
        return bytes(Account.decrypt(json.loads(text), secret.get_secret_value()))
    except Exception as error:  # noqa: BLE001 - eth-keyfile raises many kinds
        wrong_password = isinstance(error, ValueError) and "MAC mismatch" in str(error)
    if wrong_password:
        raise KeyRefused(f"wrong password for {path}", next_step="Try again.")
    raise KeyRefused(
        f"{path} is no keystore of version 3",
        next_step="Export the account as an encrypted JSON keystore.",
    )
