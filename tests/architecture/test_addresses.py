"""Everything is closed unless it is listed: what a stranger may open, by name."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.shortcuts import resolve_url
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.converters import IntConverter, UUIDConverter

# Why a stranger may open it. Those of a signed link take their right from the token in the address.
PUBLIC = {
    "sign-in": "the way in",
    "about": "what the product is and where its data come from",
    "/healthz": "supervisors ask",
    "/readyz": "load balancers ask",
}


def example(converter: object) -> str:
    """A value that the converter takes and nobody has."""
    if isinstance(converter, UUIDConverter):
        return "00000000-0000-4000-8000-000000000000"
    return "999999" if isinstance(converter, IntConverter) else "nobody"


def address_of(pattern: URLPattern | URLResolver) -> str:
    """The pattern as an address, its holes filled."""
    text = str(pattern.pattern)
    for name, converter in pattern.pattern.converters.items():
        start = text.index("<")
        end = text.index(">", start)
        assert text[start:end].rsplit(":", 1)[-1] == name or text[start + 1 : end] == name
        text = text[:start] + example(converter) + text[end + 1 :]
    return text


def addresses(resolver: URLResolver, prefix: str = "/") -> Iterator[tuple[str, str]]:
    """(name, address) of every page; an address without a name is its own."""
    for pattern in resolver.url_patterns:
        address = prefix + address_of(pattern)
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern, address)
        else:
            yield pattern.name or address, address


ALL = sorted(set(addresses(get_resolver())))


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "address"), ALL, ids=[address for _name, address in ALL])
def test_a_stranger_is_sent_to_sign_in_or_finds_nothing(client: Client, name: str, address: str) -> None:
    answer = client.get(address)
    if answer.status_code == 302:
        assert answer["Location"].startswith(resolve_url(settings.LOGIN_URL))
    else:
        assert name in PUBLIC or answer.status_code in {403, 404, 405}


def test_every_public_address_exists() -> None:
    assert set(PUBLIC) <= {name for name, _address in ALL}
