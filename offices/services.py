"""What can be done with offices."""

from .directory.load import DIRECTORY, POSITIONS, load_directory

__all__ = ["DIRECTORY", "POSITIONS", "load_directory"]
