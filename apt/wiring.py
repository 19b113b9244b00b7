"""When this happens, these react. The one table; nothing else connects apps that may not import each other."""

from collections.abc import Mapping, Sequence

from apt.core.services import Reaction
from deliveries import reactions as deliveries

REACTIONS: Mapping[str, Sequence[Reaction]] = {
    "deliveries.otp_issued": (deliveries.send_otp,),
}
