"""The live channel: what services tell people's open browsers, in order and without a gap."""

from maru.chassis.live.connection import Connection
from maru.chassis.live.doors import mount
from maru.chassis.live.hub import Fanout, Hub, Live, MemoryFanout
from maru.chassis.live.sockets import Sockets
from maru.chassis.live.subscription import Destination
from maru.chassis.live.terms import Handshake, Limits, LiveSettings, Principal

__all__ = [
    "Connection",
    "Destination",
    "Fanout",
    "Handshake",
    "Hub",
    "Limits",
    "Live",
    "LiveSettings",
    "MemoryFanout",
    "Principal",
    "Sockets",
    "mount",
]
