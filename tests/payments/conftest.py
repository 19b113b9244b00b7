import pytest

from tests.payments.upi import SECRET, VPA, provider


@pytest.fixture(autouse=True)
def _psp_settings(settings) -> None:
    settings.PSP_CALLBACK_SECRET = SECRET
    settings.PSP_KEY = "key-of-the-tests"
    settings.UPI_VPA = VPA
    settings.PSP_URL = "http://127.0.0.1:9"  # nobody listens there


@pytest.fixture
def psp(settings):
    with provider() as running:
        settings.PSP_URL = running.url
        yield running
