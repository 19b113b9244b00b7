"""Static files under hashed names, so that they can be cached for ever and a module's imports follow."""

from django.contrib.staticfiles.apps import StaticFilesConfig
from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticFiles(StaticFilesConfig):
    # htmx's extensions, which we do not use, import a module "htmx" that is not a file: hashing would look in vain.
    ignore_patterns = [*StaticFilesConfig.ignore_patterns, "ext"]


# WhiteNoise's wheel brings no types.
class HashedStaticStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc,no-any-unimported]
    support_js_module_import_aggregation = True
    manifest_strict = False

    def stored_name(self, name: str) -> str:
        """The hashed name, or the plain one where nothing was collected: in commands, in tests, and on the last page
        (500.html), which must not fail because a style sheet is not there. `manifest_strict` alone still raises then.
        """
        try:
            return str(super().stored_name(name))
        except ValueError:
            return str(self.clean_name(name))
