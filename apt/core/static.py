"""Static files under hashed names, so that they can be cached for ever and a module's imports follow."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedStaticStorage(CompressedManifestStaticFilesStorage):
    support_js_module_import_aggregation = True
    # Commands and tests render pages before anything was collected; a missing manifest then means plain names.
    manifest_strict = False
