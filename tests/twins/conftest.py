"""Every test here runs against every board: a real server process, started once for all."""

from collections.abc import Iterator

import pytest

from tests.twins.boards import KINDS, Board, Kind, NoPythonError


def each(kinds: tuple[Kind, ...]) -> list:
    """One server for each: its tests stay on one worker."""
    return [
        pytest.param(kind, id=kind.name, marks=pytest.mark.xdist_group(kind.name)) for kind in kinds
    ]


@pytest.fixture(scope="session", params=each(KINDS))
def board(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Board]:
    folder = tmp_path_factory.mktemp("board")
    try:
        board = Board(request.param, folder)
    except NoPythonError as error:
        pytest.skip(f"{request.param.name} {error}")
    board.run("migrate")
    try:
        yield board.start()
    finally:
        board.stop()
