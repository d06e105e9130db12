"""A machine that reads the schema and sends whatever it can think of finds nothing."""

import os
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.conf import settings as site
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import load_all_checks
from schemathesis.config import ChecksConfig, GenerationConfig, ProjectConfig, ProjectsConfig
from schemathesis.config import SchemathesisConfig as Config

from tests.builders import TODAY, a_day, a_food, a_serving, a_supplement, a_token, an_event, an_own_tracker
from tracker.api import reference
from tracker.models import User
from tracker.web.door import Proxies, front_door

# More with EXAMPLES=200; every run tries the same ones.
EXAMPLES = int(os.environ.get("EXAMPLES", "3"))
# A schema cannot say that a food is there or that a day has come: such bodies are well formed and still refused.
ACCEPTED = ["2xx", "304", "401", "403", "404", "409", "412", "422"]
# What was read has changed since (412) is said before a body is looked at.
REFUSED = ["400", "401", "403", "404", "405", "409", "412", "413", "415", "422"]


def a_schema(person: User) -> Any:
    checks = ChecksConfig.from_dict(
        {
            "positive_data_acceptance": {"expected-statuses": ACCEPTED},
            "negative_data_rejection": {"expected-statuses": REFUSED},
        }
    )
    # What an address is asked beyond its parameters is ignored, so it is no fault that it is accepted.
    generation = GenerationConfig(allow_extra_parameters=False)
    config = Config(projects=ProjectsConfig(default=ProjectConfig(checks=checks, generation=generation)))
    schema = schemathesis.openapi.from_dict(reference.document(person), config=config)
    schema.app = front_door(get_wsgi_application(), site.ADDRESSES, Proxies(site.PROXIES))
    return schema


@pytest.fixture
def one_transaction() -> Iterator[None]:
    """The end of a request does not end the test's transaction, as with the test client."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.usefixtures("evening", "one_transaction")
@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
def test_nothing_is_found(alice: User, monkeypatch: pytest.MonkeyPatch, mode: GenerationMode) -> None:
    load_all_checks()
    monkeypatch.setattr("tracker.api.models.A_MINUTE", 1_000_000)
    a_day(alice, mood=4), an_event(alice), a_serving(alice, a_food(), TODAY), a_supplement(alice)
    an_own_tracker(alice)
    bearer = {"Authorization": f"Bearer {a_token(alice)}", "Host": "localhost"}
    found = [result.ok() for result in a_schema(alice).get_all_operations()]
    assert len(found) > 30
    for operation in found:
        tried(operation, mode, bearer)


def tried(operation: Any, mode: GenerationMode, bearer: dict[str, str]) -> None:
    @settings(
        max_examples=EXAMPLES, deadline=None, derandomize=True, database=None, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(case=operation.as_strategy(generation_mode=mode))
    def one(case: Any) -> None:
        case.call_and_validate(headers=bearer)

    one()
