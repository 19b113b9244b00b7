"""Photos and signatures: whole pictures, nothing else in the file, something on them. Pure."""

import hashlib
import io
from typing import Final

from PIL import Image, ImageStat, UnidentifiedImageError

from deliveries.errors import BadProof, EmptySignature, ProofDiffers, ProofHasMetadata, ProofTooBig

_ENDS: Final = {"JPEG": b"\xff\xd9", "PNG": b"IEND\xaeB`\x82"}
MEDIA: Final = {"JPEG": "image/jpeg", "PNG": "image/png"}
_MOST_PIXELS: Final = 12_000_000
_SMALLEST: Final = 16
_INK: Final = 4.0  # standard deviation of grey, of 255: a blank sheet has none, a short stroke some


def check_proof(content: bytes, sha256: str, *, signature: bool, most_bytes: int) -> str:
    """The media type of a picture. Raises ProofTooBig, ProofDiffers, BadProof, ProofHasMetadata, EmptySignature.

    A file that is a picture and something else as well (a polyglot) has bytes after the picture's end: refused.
    """
    if len(content) > most_bytes:
        raise ProofTooBig(field="photo", most=most_bytes // 1000)
    if hashlib.sha256(content).hexdigest() != sha256:
        raise ProofDiffers(field="photo")
    try:
        with Image.open(io.BytesIO(content), formats=tuple(MEDIA)) as picture:
            kind, (width, height) = str(picture.format), picture.size
            if min(width, height) < _SMALLEST or width * height > _MOST_PIXELS:
                raise BadProof(field="photo")
            picture.load()
            metadata = {"exif", "xmp", "icc_profile", "comment", "Comment", "XML:com.adobe.xmp"} & picture.info.keys()
            grey = picture.convert("RGBA").convert("L") if kind == "PNG" else picture.convert("L")
            ink = ImageStat.Stat(grey).stddev[0]
            if kind == "PNG" and "A" in picture.getbands():
                ink = max(ink, ImageStat.Stat(picture.getchannel("A")).stddev[0])
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise BadProof(field="photo") from error
    if not content.endswith(_ENDS[kind]):
        raise BadProof(field="photo")
    if metadata:
        raise ProofHasMetadata(field="photo")
    if signature and ink < _INK:
        raise EmptySignature(field="signature")
    return MEDIA[kind]
