"""`manage.py messages update|check`: the translations, without the gettext programs."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError


class Command(BaseCommand):
    help = "update: collect every message into locale/ and compile it. check: fail when one is not translated."
    requires_system_checks = ()  # it must work while nothing runs

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("action", choices=["update", "check"])

    def handle(self, *args: Any, action: str, **options: Any) -> None:
        try:
            from apt.core import catalogues
        except ImportError as error:
            raise CommandError("Babel is needed here: install the development requirements.") from error
        root, locale = Path(settings.BASE_DIR), Path(settings.LOCALE_PATHS[0])
        wanted, found = catalogues.extracted(root), []
        for language, _name in settings.LANGUAGES:
            if language == settings.LANGUAGE_CODE:
                continue
            po = locale / language / "LC_MESSAGES" / "django.po"
            if action == "update":
                catalogue = catalogues.merged(wanted, catalogues.read(po, language), language)
                po.parent.mkdir(parents=True, exist_ok=True)
                po.write_bytes(catalogues.po_bytes(catalogue))
                po.with_suffix(".mo").write_bytes(catalogues.mo_bytes(catalogue))
                self.stdout.write(f"{po.relative_to(root)}: {len(catalogue)} messages")
            found += [f"{language}: {fault}" for fault in catalogues.faults(wanted, po, language)]
        if action == "update":  # what Django's own catalogues leave out
            for po in sorted(po for more in settings.LOCALE_PATHS[1:] for po in Path(more).glob("*/LC_MESSAGES/*.po")):
                known = catalogues.read(po, language := po.parent.parent.name)
                po.with_suffix(".mo").write_bytes(catalogues.mo_bytes(catalogues.merged(known, known, language)))
        if found and action == "check":
            raise CommandError("\n".join(found))
        self.stdout.write(f"{len(found)} faults: see `messages check`." if found else "Every message is translated.")
