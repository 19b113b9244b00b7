"""The production shape stays possible; no container engine is needed to say so."""

from tests.house.compose import faults


def test_the_compose_file_and_the_image_fit_the_project():
    assert not faults(), "docker-compose.yml, Dockerfile or .env.example:\n" + "\n".join(faults())
