"""What monitors see."""

import pytest
from flask.testing import FlaskClient

from tests.webhooks.test_hooks import House, client_of  # the same small house
from webhooks.health import Counts, place


@pytest.fixture
def house() -> House:
    return House()


@pytest.fixture
def client(house: House) -> FlaskClient:
    return client_of(house)


def test_the_process_is_alive_whatever_else(client: FlaskClient, house: House) -> None:
    """A database that is away is no reason to restart us."""
    house.is_ready = False
    assert client.get("/healthz").status_code == 200


@pytest.mark.parametrize(("ready", "status"), [(True, 200), (False, 503)])
def test_traffic_is_wanted_only_when_ready(client: FlaskClient, house: House, *, ready: bool, status: int) -> None:
    """Ready is: the database answers and its migrations are there."""
    house.is_ready = ready
    assert client.get("/readyz").status_code == status


def test_the_metrics_count_what_happened(client: FlaskClient) -> None:
    """In Prometheus' text format, and nothing of it is personal."""
    client.post("/hooks/twilio", data={"From": "+85512000001", "Body": "secret"})
    client.post("/hooks/no-such-channel-85512000001")
    text = client.get("/metrics").text
    assert 'yobal_hooks_total{channel="twilio",outcome="forged"} 1\n' in text
    assert 'yobal_http_answers_total{status="404"} 1\n' in text
    assert "85512000001" not in text
    assert text.count("# TYPE yobal_hooks_total counter") == 1


def test_counts_are_kept_by_their_labels() -> None:
    """One line each, in order."""
    counts = Counts()
    for label in ("b", "a", "b"):
        counts.add("seen", what=label)
    assert list(counts.lines()) == ["# TYPE seen counter\n", 'seen{what="a"} 1\n', 'seen{what="b"} 2\n']


def test_a_log_line_says_where_and_not_what() -> None:
    """The words of an error may be somebody's."""
    with pytest.raises(KeyError) as caught:
        dict[str, str]()["what a person said"]
    assert place(caught.value).startswith("KeyError in test_health.py:")
    assert place(ValueError("never raised")) == "ValueError"
