from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
import schemathesis
from hypothesis import settings
from schemathesis import GenerationMode
from schemathesis import config as configs

from tests.warehouse.served import gone, made_role, made_roles, role_id, updated, write_published
from warehouse.serve import create_app

# The tests are made from the document, when this is imported; the publication that they ask for is there when they run.
PUBLICATION = TemporaryDirectory()
# What may be asked may find nothing: 404 and 410 are answers, too.
CHECKS = configs.ChecksConfig(positive_data_acceptance=configs.PositiveDataAcceptanceConfig(expected_statuses=["2xx", "404", "410"]))
GENERATION = configs.GenerationConfig(modes=[GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
PROJECT = configs.ProjectConfig(checks=CHECKS, generation=GENERATION)
CONFIG = configs.SchemathesisConfig(projects=configs.ProjectsConfig(default=PROJECT))
schema = schemathesis.openapi.from_asgi("/api/openapi.json", create_app(Path(PUBLICATION.name)), config=CONFIG).include(method="GET")


@pytest.fixture(scope="module", autouse=True)
def _published() -> Any:
    roles = [*made_roles(30), updated(made_role(100), 41, {"salary": 41})]
    tombstones = [gone(2000), gone(2001, into=role_id(3))]
    write_published(Path(PUBLICATION.name) / "roles.duckdb", roles, tombstones=tombstones)
    yield
    PUBLICATION.cleanup()


@schema.parametrize()
@settings(max_examples=12, deadline=None)
def test_the_api_keeps_what_its_document_says(case: Any) -> None:
    """Every check that schemathesis has, of the answers' schemas among them, on values that fit and on values that do not."""
    if case.meta.generation.mode is GenerationMode.POSITIVE and isinstance(case.query, dict):
        # What no schema can say: a cursor is one that was handed out, amounts have a currency, a country is one, a copy is of this feed.
        case.query.pop("cursor", None)
        if {"salary_min", "salary_max"} & set(case.query) or case.query.get("sort") == "salary":
            case.query.setdefault("currency", "EUR")
        if "country" in case.query:
            case.query["country"] = ["SE"] * len(case.query["country"])
        if case.path.endswith("/changes") and "since" in case.query:
            case.query |= {"since": min(int(case.query["since"]), 41), "feed": "feed-1"}
    case.call_and_validate()
