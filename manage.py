#!/usr/bin/env python
"""The project's command line: `python manage.py help`."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "apt.settings")
    from django.core.management import execute_from_command_line
    from django.db import OperationalError

    import apt.celery  # noqa: F401  # makes it the current Celery application: nudges go to our broker

    try:
        execute_from_command_line(sys.argv)
    except OperationalError as error:
        # The one mistake everybody makes once: a command that needs the database while nothing runs.
        sys.exit(
            f"The database does not answer: {str(error).strip()}\n"
            "Start the embedded one with `make run` in another terminal, or set DATABASE_URL to your own."
        )


if __name__ == "__main__":
    main()
