"""A worker of its own, for tests that kill it: works on what is due, as Celery's task does, and says each step."""

import os
import sys

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "apt.settings")


def main() -> None:
    import django
    from django.db import connections

    django.setup()
    connections["default"].settings_dict["NAME"] = sys.argv[1]
    from bookings.services import work_on_due
    from tests.bookings.bulk import chunks_of
    from tests.world import NOW

    with chunks_of(int(sys.argv[2])):
        print("ready", flush=True)
        while work_on_due(now=NOW):
            print("step", flush=True)
    print("done", flush=True)


if __name__ == "__main__":
    main()
