"""`manage.py messages update|check`: the translations, without the gettext programs."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError


class Command(BaseCommand):
    help = (
        "update: collect every message into locale/, compile what is complete. check: fail when a language that is"
        " offered lacks a translation. begin LANGUAGE: put every message into an empty catalogue, to be translated."
    )
    requires_system_checks = ()  # it must work while nothing runs

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("action", choices=["update", "check", "begin"])
        parser.add_argument("language", nargs="?", choices=[code for code, _name in settings.SCHEDULED])

    def handle(self, *args: Any, action: str, language: str | None, **options: Any) -> None:
        try:
            from apt.core import catalogues
        except ImportError as error:
            raise CommandError("Babel is needed here: install the development requirements.") from error
        root, locale = Path(settings.BASE_DIR), Path(settings.LOCALE_PATHS[0])
        wanted, found, offered = catalogues.extracted(root), [], dict(settings.LANGUAGES)
        for code, _name in settings.SCHEDULED:
            po = locale / code / "LC_MESSAGES" / "django.po"
            if action != "check":
                begin = code in offered or (action == "begin" and code == language)
                waiting = catalogues.update(wanted, po, code, begin=begin)
                self.stdout.write(f"{po.relative_to(root)}: {waiting} of {len(wanted)} wait for a translation")
            if code in offered:
                found += [f"{code}: {fault}" for fault in catalogues.faults(wanted, po, code)]
        if action == "update":  # what Django's own catalogues leave out
            for po in sorted(po for more in settings.LOCALE_PATHS[1:] for po in Path(more).glob("*/LC_MESSAGES/*.po")):
                known = catalogues.read(po, code := po.parent.parent.name)
                po.with_suffix(".mo").write_bytes(catalogues.mo_bytes(catalogues.merged(known, known, code)))
        if found and action == "check":
            raise CommandError("\n".join(found))
        self.stdout.write(f"{len(found)} faults: see `messages check`." if found else "Every message is translated.")
