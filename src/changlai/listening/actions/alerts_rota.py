"""Whose turn it is: a rota goes round by turns, over who may work on cases and is here."""

from collections.abc import Sequence
from datetime import datetime

from changlai.accounts import queries as accounts
from changlai.accounts.models import Member
from changlai.listening.enums import AlertKind
from changlai.listening.models import AlertOwner, AlertRule


class Rotas:
    """The rotas of rules, for one batch. Three statements; what changed is written by ``keep``.

    The rules' rows are held from their reading on, so that nobody is passed over or asked twice.
    """

    def __init__(self, rules: Sequence[AlertRule]) -> None:
        self._rules = {rule.pk: rule for rule in rules}
        self._owners: dict[int, list[Member]] = {}
        self._online: frozenset[int] = frozenset()
        self._changed: set[int] = set()
        if rules:
            self._read()

    def _read(self) -> None:
        held = AlertRule.objects.select_for_update(of=("self",)).filter(id__in=self._rules).order_by("id")
        for pk, turn, fired_at in held.values_list("id", "turn", "fired_at"):
            self._rules[pk].turn, self._rules[pk].fired_at = turn, fired_at
        rows = AlertOwner.objects.filter(rule_id__in=self._rules).order_by("position", "id")
        for row in rows.select_related("member__role", "member__department"):
            self._owners.setdefault(row.rule_id, []).append(row.member)
        self._online = accounts.online_ids({one.pk for found in self._owners.values() for one in found})

    def next_of(self, rule: AlertRule) -> Member | None:
        """Who is next and here; when nobody is here who is next at all; None for a rota that names nobody able."""
        owners = self._owners.get(rule.pk, [])
        held = self._rules[rule.pk]
        ring = [owners[(held.turn + step) % len(owners)] for step in range(len(owners))]
        able = [one for one in ring if one.is_active and one.can("listening.work")]
        chosen = next((one for one in able if one.pk in self._online), able[0] if able else None)
        if chosen is not None:
            held.turn = (owners.index(chosen) + 1) % len(owners)
            self._changed.add(rule.pk)
        return chosen

    def fired(self, rule: AlertRule, at: datetime) -> None:
        """A burst was told of: the same window is none again."""
        self._rules[rule.pk].fired_at = at
        self._changed.add(rule.pk)

    def keep(self, now: datetime) -> None:
        """Write down whose turn is next, and when each rule last made a case."""
        changed = [self._rules[pk] for pk in sorted(self._changed)]
        for rule in changed:
            if rule.kind != AlertKind.BURST:  # those keep the end of the window they told of
                rule.fired_at = now
        AlertRule.objects.bulk_update(changed, ["turn", "fired_at"])
