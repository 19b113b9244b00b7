"""The application as gunicorn serves it, except that a worker dies once after it has made an answer to a payment.

Only for the test beside it: the process is gone with everything committed and not a byte of the answer sent.
"""

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from apt.wsgi import application as served

FLAG = Path(os.environ["KILL_FLAG"])


def application(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    answer = served(environ, start_response)
    if environ["REQUEST_METHOD"] == "POST" and environ["PATH_INFO"] == "/counter/pay/" and FLAG.exists():
        FLAG.unlink()
        os._exit(9)
    return answer
