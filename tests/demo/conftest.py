import pytest

from harborline.atlas.store import load
from harborline.atlas.tables import Atlas
from harborline.core.directory import Network
from harborline.demo.network import network


@pytest.fixture(scope="session")
def atlas() -> Atlas:
    return load()


@pytest.fixture(scope="session")
def demo(atlas: Atlas) -> Network:
    return network(atlas)
