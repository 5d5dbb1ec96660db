"""The official material, which stays outside of the product: tests that need it say so where it is absent."""

import json
from pathlib import Path
from typing import Any

import pytest

OFFICIAL = Path(__file__).resolve().parents[3] / "shared" / "data" / "hsds-3.0"


@pytest.fixture(scope="session")
def official() -> Path:
    """Gives the folder of official schemas and examples, beside the repository."""
    if not OFFICIAL.is_dir():
        pytest.skip(
            f"THE OFFICIAL HSDS SCHEMAS ARE ABSENT: nothing was checked; put them in {OFFICIAL}"
        )
    return OFFICIAL


@pytest.fixture(scope="session")
def schemas(official: Path) -> dict[str, Any]:
    """Gives a validator for each entity of the standard, which also looks at formats."""
    from jsonschema import Draft202012Validator, FormatChecker
    from referencing import Registry
    from referencing.jsonschema import DRAFT202012

    contents = {
        path.name: json.loads(path.read_text(encoding="utf-8"))
        for path in (official / "schema").glob("*.json")
        if path.name != "openapi.json"
    }
    registry: Registry[Any] = Registry().with_resources(
        (name, DRAFT202012.create_resource(content)) for name, content in contents.items()
    )
    return {
        name.removesuffix(".json"): Draft202012Validator(
            {"$ref": name}, registry=registry, format_checker=FormatChecker()
        )
        for name in contents
    }
