"""Static files under hashed names, so that they can be cached for ever and a module's imports follow."""

from collections.abc import Iterator
from typing import Any

from whitenoise.storage import CompressedManifestStaticFilesStorage

# Extensions that the django-htmx wheel brings and no page uses; they import a module "htmx" that is not a file here.
_NOT_HASHED = ("django_htmx/ext/",)


class HashedStaticStorage(CompressedManifestStaticFilesStorage):
    support_js_module_import_aggregation = True
    manifest_strict = False

    def post_process(self, paths: dict[str, Any], **options: Any) -> Iterator[Any]:
        used = {name: path for name, path in paths.items() if not name.startswith(_NOT_HASHED)}
        yield from super().post_process(used, **options)

    def stored_name(self, name: str) -> str:
        """The hashed name, or the plain one where nothing was collected: in commands, in tests, and on the last page
        (500.html), which must not fail because a style sheet is not there. `manifest_strict` alone still raises then.
        """
        try:
            return str(super().stored_name(name))
        except ValueError:
            return str(self.clean_name(name))
