"""What is collected of what people say in public, and with whose leave."""

from collections.abc import Collection, Iterable

from changlai.channels import registry
from changlai.channels.contracts import WATCH
from changlai.channels.models import Account
from changlai.kernel import discovery


def collects(channel: str, key: str) -> bool:
    """Whether this stream of a channel collects what others say."""
    voice = registry.channel(channel).voice
    return voice is not None and key.startswith((WATCH, *voice.streams))


def allowed(organisation_id: int, account_ids: Collection[int]) -> set[int]:
    """The accounts through which may be collected now, asked of every module that keeps a register of sources."""
    if not account_ids:
        return set()
    gates = [room.GATE for room in discovery.rooms("collecting") if hasattr(room, "GATE")]
    return {one for gate in gates for one in gate.may_collect(organisation_id, account_ids)}


Named = tuple[int, str, str]  # a stream: account, channel, key


def open_streams(organisation_id: int, streams: Iterable[Named]) -> list[Named]:
    """Those of these streams that may be pulled now; one question to each register."""
    asked = list(streams)
    gated = [one for one in asked if collects(one[1], one[2])]
    may = allowed(organisation_id, {one[0] for one in gated})
    shut = {one for one in gated if one[0] not in may}
    return [one for one in asked if one not in shut]


def open_keys(account: Account, keys: Iterable[str]) -> list[str]:
    """Those of an account's streams that may be pulled now."""
    named = [(account.id, account.channel, key) for key in keys]
    return [key for _, _, key in open_streams(account.organisation_id, named)]
