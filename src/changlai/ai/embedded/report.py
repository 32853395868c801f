"""How good the model is, on posts whose trade it had never seen."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from changlai.ai.contracts import UNCERTAIN_BAND
from changlai.ai.embedded.deciding import Decided, chance_of, decide
from changlai.ai.embedded.grams import Numbers
from changlai.ai.embedded.heads import ASPECTS, FEELING, INTENT, INTENTS, NOW, OPEN, PRESENT, SENTIMENTS
from changlai.ai.embedded.reading import Places
from changlai.ai.embedded.training import Left
from changlai.ai.embedded.tuning import aspect_labels, f1, labels_of, macro_f1, tune
from changlai.ai.enums import Urgency

Figures = dict[str, Any]
_BINS = 10


def measured(left: Left, *, own: Sequence[str] = ()) -> Figures:
    """All figures, and for each of ``own``, trades that a firm added, how good it is on that one. A trade is decided by
    settings that were tuned on the other trades only.
    """
    said, chance = _decided(left)
    truth = left.truth
    added = {name: _of_trade(left.trades == name, truth, said) for name in own}
    whole = _measured(truth, said, chance)
    return whole | {"own": added} if added else whole


def _of_trade(chosen: NDArray[np.bool_], truth: Numbers, said: Decided) -> Figures:
    """Of few posts some labels may be missing: how many are right says more than a mean over labels."""
    if not chosen.any():
        return {"posts": 0}
    pairs = {
        "sentiment": (labels_of(truth, FEELING), said.sentiment),
        "intent": (labels_of(truth, INTENT), said.intent),
        "urgency": (urgency_of(truth), said.urgency),
    }
    right = {name: round(float((true[chosen] == told[chosen]).mean()), 4) for name, (true, told) in pairs.items()}
    return {"posts": int(chosen.sum()), **right}


def _measured(truth: Numbers, said: Decided, chance: Numbers) -> Figures:
    feeling, intent = labels_of(truth, FEELING), labels_of(truth, INTENT)
    urgency = urgency_of(truth)
    return {
        "posts": len(truth),
        "sentiment": _labels(feeling, said.sentiment, SENTIMENTS),
        "intent": _labels(intent, said.intent, INTENTS),
        "urgency": _labels(urgency, said.urgency, tuple(Urgency)),
        "aspects": _aspects(truth, said),
        "certainty": certainty(said.sentiment == feeling, chance),
    }


def urgency_of(truth: Numbers) -> Places:
    """The index of the urgency each post has."""
    return np.where(truth[:, NOW] > 0, 0, np.where(truth[:, OPEN] > 0, 1, 2))


def certainty(is_right: NDArray[np.bool_], chance: Numbers) -> Figures:
    """How far chances can be believed: calibration error, and what lies outside the uncertain band."""
    bins = np.minimum((chance * _BINS).astype(np.int64), _BINS - 1)
    gaps = [
        abs(float(is_right[bins == one].mean()) - float(chance[bins == one].mean())) * float((bins == one).mean())
        for one in set(bins.tolist())
    ]
    sure = chance >= 0.5 + UNCERTAIN_BAND
    return {
        "calibration_error": round(sum(gaps), 4),
        "coverage": round(float(sure.mean()), 4),
        "accuracy_outside_band": round(float(is_right[sure].mean()), 4) if sure.any() else 0.0,
        "accuracy": round(float(is_right.mean()), 4),
    }


def told(found: Mapping[str, Any]) -> str:
    """The report for people."""
    lines = [f"{found['posts']} posts, each judged by weights that had never seen its trade"]
    for name in ("sentiment", "intent", "urgency"):
        parts = ", ".join(f"{label} {score:.3f}" for label, score in found[name]["f1"].items())
        lines.append(f"{name}: macro-F1 {found[name]['macro_f1']:.3f} ({parts})")
    aspects = found["aspects"]
    lines.append(f"aspects: F1 {aspects['micro_f1']:.3f}, their sentiment macro-F1 {aspects['sentiment_macro_f1']:.3f}")
    sure = found["certainty"]
    lines.append(
        f"certainty: calibration error {sure['calibration_error']:.3f}; outside the uncertain band lie "
        f"{sure['coverage']:.1%} of the posts, {sure['accuracy_outside_band']:.1%} of them right"
    )
    lines += [
        f"your own {name}: {part['posts']} posts"
        + "".join(f", {label} {part[label]:.1%} right" for label in ("sentiment", "intent", "urgency") if label in part)
        for name, part in found.get("own", {}).items()
    ]
    return "\n".join(lines + ([f"weights: {found['bytes']:,} bytes"] if "bytes" in found else []))


def _decided(left: Left) -> tuple[Decided, Numbers]:
    count = len(left.truth)
    none, each = np.zeros(count, np.int64), np.zeros((count, len(ASPECTS)), np.int64)
    odds = np.zeros(count, np.float32)
    whole = Decided(none.copy(), none.copy(), odds, none, each.astype(np.float32), each)
    chance = np.zeros(count, np.float32)
    for trade in sorted(set(left.trades.tolist())):
        away = left.trades == trade
        settings = tune(left.scores[~away], left.truth[~away])
        part = decide(left.scores[away], settings)
        chance[away] = chance_of(part.odds, settings)
        for name in ("sentiment", "intent", "odds", "urgency", "present", "aspect"):
            getattr(whole, name)[away] = getattr(part, name)
    return whole, chance


def _labels(truth: Places, said: Places, labels: tuple[Any, ...]) -> Figures:
    scores = {label.value: round(f1(truth == index, said == index), 4) for index, label in enumerate(labels)}
    return {"macro_f1": round(macro_f1(truth, said, len(labels)), 4), "f1": scores}


def _aspects(truth: Numbers, said: Decided) -> Figures:
    spoken, found = truth[:, PRESENT] > 0, said.present > 0
    each = {aspect.value: round(f1(spoken[:, at], found[:, at]), 4) for at, aspect in enumerate(ASPECTS)}
    return {
        "micro_f1": round(f1(spoken, found), 4),
        "macro_f1": round(float(np.mean(list(each.values()))), 4),
        "f1": each,
        "sentiment_macro_f1": round(macro_f1(aspect_labels(truth)[spoken], said.aspect[spoken], len(SENTIMENTS)), 4),
    }
