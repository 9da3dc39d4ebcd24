"""What every test may ask for."""

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--update` writes the golden transcripts anew."""
    parser.addoption("--update", action="store_true", help="write the golden transcripts anew")
