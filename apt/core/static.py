"""Static files under hashed names, so that they can be cached for ever and a module's imports follow."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedStaticStorage(CompressedManifestStaticFilesStorage):
    support_js_module_import_aggregation = True
    manifest_strict = False

    def stored_name(self, name: str) -> str:
        """The hashed name, or the plain one where nothing was collected: in commands, in tests, and on the last page
        (500.html), which must not fail because a style sheet is not there. `manifest_strict` alone still raises then.
        """
        try:
            return super().stored_name(name)
        except ValueError:
            return self.clean_name(name)
