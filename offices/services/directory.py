"""Importing a directory: the steps are in `offices.directory`."""

from offices.directory.load import DIRECTORY, POSITIONS, load_directory

__all__ = ["DIRECTORY", "POSITIONS", "load_directory"]
