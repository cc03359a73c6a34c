"""Trains the judge of examples/driver-rewards and its adversary, three rounds, and writes what the example needs.

    npm run build
    python -m venv .venv && .venv/bin/pip install -r tools/keras/drivers/requirements.txt
    KERAS_BACKEND=jax .venv/bin/python tools/keras/drivers/train.py

One round: a new generator learns to please the judge (adversary.py), and what it makes is judged by the integers that the
chain would run. Then the judge is trained again, in DUELS steps: each time a generator learns to please the judge as it
is by then, and the judge learns what that made, beside what was made before and the tricks that people reported.
Everything follows from SEED; minutes on one core.
"""

import argparse
import json
import os
import platform
import shutil
import tempfile
import time
from pathlib import Path

os.environ.setdefault("KERAS_BACKEND", "jax")

import jax  # noqa: E402
import keras  # noqa: E402
import numpy as np  # noqa: E402

import adversary  # noqa: E402
import judge  # noqa: E402
from integers import Integers  # noqa: E402
from tricks import NEIGHBOURHOOD, TRICKS, replay  # noqa: E402
from trips import CHANNELS, HONEST, SAMPLES, honest_trips, reach, stands_still, to_rows  # noqa: E402

SEED = 20
ROUNDS = 3
DUELS = 36
HONEST_TRIPS, TRICK_TRIPS, MADE_TRIPS, LEARNT_TRIPS = 6000, 1500, 1000, 4000
TEST_TRIPS = 500
# Paid is whom the judge believes more than not.
THRESHOLD = 0.5
OUT = Path(__file__).resolve().parents[3] / "examples" / "driver-rewards" / "model"


def wins(integers: Integers, trips: np.ndarray) -> tuple[float, float]:
    """The share of trips that are paid though they stay in the neighbourhood, and what all of them earn on average."""
    answers = integers.judge(to_rows(trips))
    paid = np.where((answers >= THRESHOLD) & (reach(trips) <= NEIGHBOURHOOD), answers, 0)
    return float(np.mean(paid > 0)), float(np.mean(paid))


def attack(model: keras.Model, seed: int, quick: bool) -> adversary.Adversary:
    """A new adversary that has learnt to please the judge."""
    attacker = adversary.Adversary(model, seed)
    attacker.learn(5 if quick else 40, np.random.default_rng(seed))
    return attacker


def spar(model: keras.Model, honest: np.ndarray, tricks: np.ndarray, seed: int, duels: int) -> np.ndarray:
    """
    The judge learns against adversaries that learn against it, by turns; one of the two is forgotten and begins anew in
    every sixth duel. Rows in; gives the trips that were made and stayed in the neighbourhood.
    """
    random = np.random.default_rng(seed)
    attackers = [adversary.Adversary(model, seed + which) for which in range(2)]
    lessons = judge.Sparring(model)
    pick = lambda rows, count: rows[random.integers(0, len(rows), count)]  # noqa: E731
    made = np.zeros((0, SAMPLES, len(CHANNELS)), "int32")
    for duel in range(duels):
        attacker = attackers[duel % 2]
        if duel % 6 == 4:
            attacker.forget(seed + duel)
        attacker.learn(6, random)
        new = attacker.make(384, random)
        # What went too far from the pick-up may have been a real trip.
        made = np.concatenate([made, new[reach(new) <= NEIGHBOURHOOD]])
        if len(made) == 0:
            continue
        cheats = np.concatenate([pick(tricks, 640), to_rows(made[-384:]), to_rows(pick(made, 640))])
        lessons.learn(pick(honest, len(cheats)), cheats, random)
    return made


def write_trips(path: Path, groups: dict[str, np.ndarray]) -> None:
    """One line for each trip: its integers, sample after sample."""
    lists = [
        f'  "{name}": [\n    ' + ",\n    ".join(json.dumps(trip.reshape(-1).tolist(), separators=(",", ":")) for trip in trips) + "\n  ]"
        for name, trips in groups.items()
    ]
    path.write_text("{\n" + ",\n".join(lists) + "\n}\n")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--quick", action="store_true", help="a look at whether it runs; the networks learn little")
    parser.add_argument("--out", type=Path, default=OUT)
    options = parser.parse_args()
    began = time.time()
    size = lambda count: count // 10 if options.quick else count  # noqa: E731
    epochs = 3 if options.quick else 25
    say = lambda line: print(f"{time.time() - began:6.0f} s  {line}", flush=True)  # noqa: E731

    random = np.random.default_rng(SEED)
    honest, _ = honest_trips(size(HONEST_TRIPS), random)
    tricks = {name: make(size(TRICK_TRIPS), random) for name, make in TRICKS.items()}
    test_honest, kinds = honest_trips(size(TEST_TRIPS) * 2, random)
    tests = {name: make(size(TEST_TRIPS), random) for name, make in TRICKS.items()}
    tests["replay"] = replay(test_honest[: size(TEST_TRIPS)], random)
    say(f"{len(honest)} honest trips, {sum(map(len, tricks.values()))} by tricks")

    keras.utils.set_random_seed(SEED)
    model = judge.build()
    cheats = np.concatenate(list(tricks.values()))
    judge.train(model, to_rows(honest), to_rows(cheats), epochs, SEED)
    folder = Path(tempfile.mkdtemp())
    made, rounds, shown = {}, [], {}
    for number in range(ROUNDS + 1):
        pick = np.random.default_rng(SEED + number)
        sample = lambda trips, count: trips[pick.permutation(len(trips))[:count]]  # noqa: E731
        calibration = to_rows(np.concatenate([sample(honest, 120), sample(cheats, 120)]))
        integers = Integers(model, judge.turn(calibration, pick), folder, f"judge{number}")
        answers = integers.judge(to_rows(test_honest))
        row = {
            "judge": number,
            "honest_paid": float(np.mean(answers >= THRESHOLD)),
            "honest_earns": float(np.mean(np.where(answers >= THRESHOLD, answers, 0))),
            "honest_kinds": {kind: float(np.mean(answers[np.array(kinds) == kind] >= THRESHOLD)) for kind in HONEST},
            "tricks_paid": {name: float(np.mean(integers.judge(to_rows(trips)) >= THRESHOLD)) for name, trips in tests.items()},
            # Each adversary so far, with trips that no judge has learnt from.
            "made_paid": {name: wins(integers, older)[0] for name, older in made.items()},
        }
        say(json.dumps(row))
        generator = attack(model, SEED + 100 * (number + 1), options.quick)
        test = generator.make(size(TEST_TRIPS), pick)
        won, earned = wins(integers, test)
        row |= {
            "adversary_wins": won,
            "adversary_earns": earned,
            "adversary_stays": float(np.mean(reach(test) <= NEIGHBOURHOOD)),
            "adversary_reach": float(np.median(reach(test))),
            "adversary_stands_still": float(np.mean(stands_still(test))),
        }
        say(f"adversary {number + 1}: paid {won:.1%}, earns {earned:.1%} of a fare")
        made[f"adversary {number + 1}"] = test
        shown[f"adversary {number + 1}"] = test[:4]
        rounds.append(row)
        if number == ROUNDS:
            break
        made_now = spar(model, to_rows(honest), to_rows(cheats), SEED + 1000 * (number + 1), 6 if options.quick else DUELS)
        shown_now = generator.make(size(MADE_TRIPS), pick)
        shown_now = shown_now[reach(shown_now) <= NEIGHBOURHOOD]
        cheats = np.concatenate([cheats, shown_now, made_now[:: max(1, len(made_now) // size(LEARNT_TRIPS))]])
        judge.train(model, to_rows(honest), to_rows(cheats), epochs // 3 + 1, SEED + number + 1, rate=0.001)

    options.out.mkdir(parents=True, exist_ok=True)
    last = f"judge{ROUNDS}"
    for ending in [".keras", "-samples.npy", ".evmml", ".evmml.origin"]:
        shutil.copy(folder / f"{last}{ending}", options.out / f"judge{ending}")
    honest_by_kind = {kind: test_honest[np.flatnonzero(np.array(kinds) == kind)[:3]] for kind in HONEST}
    write_trips(options.out / "trips.json", honest_by_kind | {name: trips[:: len(trips) // 4][:4] for name, trips in tests.items()} | shown)
    record = {
        "provenance": {
            "script": "tools/keras/drivers/train.py",
            "seed": SEED,
            "python": platform.python_version(),
            "keras": keras.__version__,
            "backend": f"{keras.backend.backend()} {jax.__version__}",
            "numpy": np.__version__,
        },
        "trips": {"honest": len(honest), "each_trick": size(TRICK_TRIPS), "test": size(TEST_TRIPS)},
        "parameters": model.count_params(),
        "rule_beaten": {name: float(np.mean(~stands_still(trips))) for name, trips in tests.items()},
        "rule_honest": float(np.mean(~stands_still(test_honest))),
        "rounds": rounds,
    }
    (options.out / "rounds.json").write_text(json.dumps(record, indent=2) + "\n")
    say("done")


if __name__ == "__main__":
    main()
