"""Static files under hashed names, so that they can be cached for ever and a module's imports follow."""

from django.contrib.staticfiles.apps import StaticFilesConfig
from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticFiles(StaticFilesConfig):
    # htmx's extensions, which we do not use, name modules in comments that the hashing then looks for in vain.
    ignore_patterns = [*StaticFilesConfig.ignore_patterns, "ext"]


class HashedStaticStorage(CompressedManifestStaticFilesStorage):
    support_js_module_import_aggregation = True
    # Commands and tests render pages before anything was collected; a missing manifest then means plain names.
    manifest_strict = False
