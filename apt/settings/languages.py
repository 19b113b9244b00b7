"""The languages of the Eighth Schedule of the Constitution, each in its own letters, and which of them are offered."""

from pathlib import Path

SCHEDULED = [
    ("as", "অসমীয়া"), ("bn", "বাংলা"), ("brx", "बड़ो"), ("doi", "डोगरी"), ("gu", "ગુજરાતી"), ("hi", "हिन्दी"),
    ("kn", "ಕನ್ನಡ"), ("ks", "کٲشُر"), ("kok", "कोंकणी"), ("mai", "मैथिली"), ("ml", "മലയാളം"), ("mni", "ꯃꯩꯇꯩꯂꯣꯟ"),
    ("mr", "मराठी"), ("ne", "नेपाली"), ("or", "ଓଡ଼ିଆ"), ("pa", "ਪੰਜਾਬੀ"), ("sa", "संस्कृतम्"), ("sat", "ᱥᱟᱱᱛᱟᱲᱤ"),
    ("sd", "سنڌي"), ("ta", "தமிழ்"), ("te", "తెలుగు"), ("ur", "اردو"),
]  # fmt: skip
# One is offered as soon as its catalogue is complete: `manage.py messages` compiles no other.
_LOCALE = Path(__file__).resolve().parent.parent.parent / "locale"
_COMPILED = {path.parent.parent.name for path in _LOCALE.glob("*/LC_MESSAGES/django.mo")}
LANGUAGES = [("en", "English"), *(one for one in SCHEDULED if one[0] in _COMPILED)]
