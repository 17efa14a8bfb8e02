"""The published order of equals in machine code: BLAKE2b with a digest of 8 bytes (RFC 7693)."""

from __future__ import annotations

import numpy as np

from workers.engine.kernel.compiled import bare
from workers.engine.snapshot.columns import Array

_START = np.array(
    [
        0x6A09E667F3BCC908,
        0xBB67AE8584CAA73B,
        0x3C6EF372FE94F82B,
        0xA54FF53A5F1D36F1,
        0x510E527FADE682D1,
        0x9B05688C2B3E6C1F,
        0x1F83D9ABFB41BD6B,
        0x5BE0CD19137E2179,
    ],
    np.uint64,
)
_SIGMA = np.array(
    [
        [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15],
        [14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3],
        [11, 8, 12, 0, 5, 2, 15, 13, 10, 14, 3, 6, 7, 1, 9, 4],
        [7, 9, 3, 1, 13, 12, 11, 14, 2, 6, 5, 10, 4, 0, 15, 8],
        [9, 0, 5, 7, 2, 4, 10, 15, 14, 1, 11, 12, 6, 8, 3, 13],
        [2, 12, 6, 10, 0, 11, 8, 3, 4, 13, 7, 5, 15, 14, 1, 9],
        [12, 5, 1, 15, 14, 13, 4, 10, 0, 7, 6, 3, 9, 2, 8, 11],
        [13, 11, 7, 14, 12, 1, 3, 9, 5, 0, 15, 4, 8, 6, 2, 10],
        [6, 15, 14, 9, 11, 3, 0, 8, 12, 2, 13, 7, 1, 4, 10, 5],
        [10, 2, 8, 4, 7, 6, 1, 5, 15, 11, 9, 14, 3, 12, 13, 0],
    ],
    np.int64,
)
#: Digest of 8 bytes, no key, one leaf.
_PARAMETERS = 0x01010008
_CHUNK = 128


#: Where the parts of the working room begin: 16 words of work, 8 of state, then the text.
_STATE, _TEXT = 16, 24


@bare
def _turn(word: np.uint64, by: int) -> np.uint64:
    return np.uint64((word >> np.uint64(by)) | (word << np.uint64(64 - by)))


@bare
def _mix(v: Array, a: int, b: int, c: int, d: int, x: np.uint64, y: np.uint64) -> None:
    v[a] = v[a] + v[b] + x
    v[d] = _turn(v[d] ^ v[a], 32)
    v[c] = v[c] + v[d]
    v[b] = _turn(v[b] ^ v[c], 24)
    v[a] = v[a] + v[b] + y
    v[d] = _turn(v[d] ^ v[a], 16)
    v[c] = v[c] + v[d]
    v[b] = _turn(v[b] ^ v[c], 63)


@bare
def _compress(room: Array, text: int, count: int, last: bool) -> None:
    for lane in range(8):
        room[lane], room[8 + lane] = room[_STATE + lane], _START[lane]
    room[12] ^= np.uint64(count)
    if last:
        room[14] = ~room[14]
    for turn in range(12):
        row = turn % 10
        for lane in range(8):
            b, c, d = (lane, lane, lane) if lane < 4 else (lane + 1, lane + 2, lane + 3)
            one, two = room[text + _SIGMA[row, 2 * lane]], room[text + _SIGMA[row, 2 * lane + 1]]
            _mix(room, lane % 4, 4 + b % 4, 8 + c % 4, 12 + d % 4, one, two)
    for lane in range(8):
        room[_STATE + lane] ^= room[lane] ^ room[lane + 8]


@bare
def length_of(text: Array) -> int:
    """How many bytes a padded text has."""
    length = len(text)
    while length and text[length - 1] == 0:
        length -= 1
    return length


@bare
def _write(room: Array, place: int, byte: int) -> None:
    room[_TEXT + place // 8] |= np.uint64(byte) << np.uint64(8 * (place % 8))


def room_for(need: Array, person: Array) -> Array:
    """Room to work in, for ids of such widths."""
    return np.zeros(
        _TEXT + (4 + need.shape[-1] + person.shape[-1] + _CHUNK) // _CHUNK * _CHUNK // 8, np.uint64
    )


@bare
def tie_number(need: Array, person: Array, room: Array) -> np.uint64:
    """`workers.engine.rank.tie_break` of two padded ids, as a number of the same order."""
    first, second = length_of(need), length_of(person)
    size = 4 + first + second
    for word in range(_TEXT, len(room)):
        room[word] = 0
    for place in range(4):
        _write(room, place, first >> (8 * (3 - place)) & 255)
    for place in range(first):
        _write(room, 4 + place, need[place])
    for place in range(second):
        _write(room, 4 + first + place, person[place])
    for lane in range(8):
        room[_STATE + lane] = _START[lane]
    room[_STATE] ^= np.uint64(_PARAMETERS)
    chunks = max(1, -(-size // _CHUNK))
    for chunk in range(chunks):
        _compress(room, _TEXT + chunk * _CHUNK // 8, min((chunk + 1) * _CHUNK, size), chunk == chunks - 1)
    number = np.uint64(0)
    for place in range(8):
        number = (number << np.uint64(8)) | ((room[_STATE] >> np.uint64(8 * place)) & np.uint64(255))
    return number
