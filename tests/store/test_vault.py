"""What is sealed opens with our keys, at its own place, unchanged; otherwise not at all."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.store.vault import Unreadable, Vault, generate, open_vault, parse_keys

OLD, NEW, INDEX = b"o" * 32, b"n" * 32, b"i" * 32
VAULT = Vault({2: NEW, 1: OLD}, INDEX)
any_text = st.text(st.characters(exclude_categories=()))
any_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@given(any_text, st.binary(min_size=1, max_size=32))
def test_what_is_sealed_opens_again(text: str, row: bytes) -> None:
    """Every text comes back as it was, half surrogates and all; equal texts never look equal."""
    sealed = VAULT.seal("answers.words", row, text)
    assert VAULT.open("answers.words", row, sealed) == text
    assert sealed != VAULT.seal("answers.words", row, text)


@given(any_json)
def test_plain_data_is_sealed_as_it_is(data: object) -> None:
    """State goes into the vault and comes out equal."""
    assert VAULT.open_json("conversations.state", b"t", VAULT.seal_json("conversations.state", b"t", data)) == data


@given(st.binary(max_size=64), st.data())
def test_a_changed_byte_is_noticed(row: bytes, data: st.DataObject) -> None:
    """No bit of a sealed value can be turned without its becoming unreadable."""
    sealed = bytearray(VAULT.seal("contacts.address", row, "+85512345678"))
    sealed[data.draw(st.integers(0, len(sealed) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    with pytest.raises(Unreadable):
        VAULT.open("contacts.address", row, bytes(sealed))


@given(st.binary(max_size=200))
def test_foreign_bytes_are_unreadable_and_nothing_worse(junk: bytes) -> None:
    """Whatever stands in the database, opening it fails in one way only."""
    with pytest.raises(Unreadable):
        VAULT.open("contacts.address", b"row", junk)


@pytest.mark.parametrize(("place", "row"), [("contacts.address", b"b"), ("outbound.address", b"a")])
def test_a_value_cannot_be_moved(place: str, row: bytes) -> None:
    """An address copied to another row or another column does not open there."""
    sealed = VAULT.seal("contacts.address", b"a", "+85512345678")
    with pytest.raises(Unreadable, match="moved"):
        VAULT.open(place, row, sealed)


def test_old_keys_open_and_the_newest_seals() -> None:
    """After a rotation old values are read with the old key, and new ones do not need it."""
    before = Vault({1: OLD}, INDEX).seal("contacts.address", b"a", "old")
    after = VAULT.seal("contacts.address", b"a", "new")
    assert VAULT.open("contacts.address", b"a", before) == "old"
    assert (VAULT.is_old(before), VAULT.is_old(after)) == (True, False)
    assert Vault({2: NEW}, INDEX).open("contacts.address", b"a", after) == "new"
    with pytest.raises(Unreadable, match="key"):
        Vault({2: NEW}, INDEX).open("contacts.address", b"a", before)


def test_a_key_under_the_id_of_another_opens_nothing() -> None:
    """The id alone does not make a key fit."""
    sealed = Vault({1: OLD}, INDEX).seal("contacts.address", b"a", "x")
    with pytest.raises(Unreadable):
        Vault({1: NEW}, INDEX).open("contacts.address", b"a", sealed)


def test_an_address_is_found_by_its_code_with_the_key_alone() -> None:
    """The same address has the same code; another channel, address or key has another."""
    code = VAULT.index("sms", "+85512345678")
    assert code == Vault({9: OLD}, INDEX).index("sms", "+85512345678")
    others = {
        VAULT.index("telegram", "+85512345678"),
        VAULT.index("sms", "+85512345679"),
        Vault({2: NEW}, OLD).index("sms", "+85512345678"),
    }
    assert len(code) == 32
    assert len(others - {code}) == 3


def test_keys_are_read_newest_first() -> None:
    """The first key of the setting seals."""
    new, old = generate(), generate()
    assert list(parse_keys(f"2:{new}, 1:{old}")) == [2, 1]
    assert open_vault(f"2:{new},1:{old}", generate()).newest == 2


def test_new_secrets_are_never_the_same() -> None:
    """32 random bytes."""
    assert len({generate() for _ in range(100)}) == 100


SECRET = base64.b64encode(b"s" * 32).decode()


@pytest.mark.parametrize(
    "written", [SECRET, SECRET.replace("/", "_").replace("+", "-"), base64.b64decode(SECRET).hex()]
)
def test_a_key_without_an_id_has_one_of_its_own(written: str) -> None:
    """However it is written and wherever it stands, it is the same key with the same id."""
    alone = parse_keys(written)
    behind = parse_keys(f"7:{SECRET},{written}")
    assert set(alone.values()) == {base64.b64decode(SECRET)}
    assert alone.items() <= behind.items()


@pytest.mark.parametrize(
    ("keys", "complaint"),
    [
        ("", "key 1: 0 bytes where 32 are needed"),
        (f"1:{SECRET},", "key 2: 0 bytes where 32 are needed"),
        (f"256:{SECRET}", "id from 0 to 255"),
        (f"-1:{SECRET}", "id from 0 to 255"),
        (f"១:{SECRET}", "id from 0 to 255"),
        (f"1:{SECRET},01:{SECRET}", "key 2: the id 1 is taken"),
        ("1:not base64!", "not base64"),
        (f"1:{SECRET[:20]}", "15 bytes where 32 are needed"),
        ("1:", "0 bytes where 32 are needed"),
    ],
)
def test_a_wrong_setting_says_what_is_wrong(keys: str, complaint: str) -> None:
    """Which key, why, how to make a good one; and never a key."""
    with pytest.raises(ValueError, match="YOBAL_VAULT_KEYS") as error:
        parse_keys(keys)
    assert complaint in str(error.value)
    assert SECRET not in str(error.value)


def test_a_wrong_index_key_is_named() -> None:
    """The index key has a setting of its own."""
    with pytest.raises(ValueError, match="YOBAL_INDEX_KEY"):
        open_vault(f"1:{SECRET}", "short")
