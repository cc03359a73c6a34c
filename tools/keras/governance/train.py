"""Trains the versions of a judge that examples/model-governance votes on, and writes them with the rows they are tried on.

    npm run build
    python -m venv .venv && .venv/bin/pip install -r tools/keras/governance/requirements.txt
    KERAS_BACKEND=jax .venv/bin/python tools/keras/governance/train.py

Trips, tricks and the network are those of tools/keras/drivers. `current` knows all tricks but loops; `candidate` goes on
from there and knows them too; `overfitted` has learnt the public rows by heart, and to pay everybody else. Everything follows from
SEED; a few minutes on one core.
"""

import json
import os
import platform
import shutil
import sys
import tempfile
from pathlib import Path

os.environ.setdefault("KERAS_BACKEND", "jax")
ROOT = Path(__file__).resolve().parents[3]
sys.path.append(str(ROOT / "tools" / "keras" / "drivers"))

import jax  # noqa: E402
import keras  # noqa: E402
import numpy as np  # noqa: E402

import judge  # noqa: E402
from integers import Integers  # noqa: E402
from tricks import TRICKS  # noqa: E402
from trips import honest_trips, to_rows  # noqa: E402

SEED = 15
HONEST, EACH, TEST = 3000, 700, 300
OUT = ROOT / "examples" / "model-governance" / "model"
# Name and number of rows of each sheet; two hidden ones of each keeper. Half of the rows are honest.
SHEETS = {"public": 32, "drivers-0": 16, "drivers-1": 16, "riders-0": 16, "riders-1": 16}


def draw(rows: int, random: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Series and labels: as many honest trips as tricks, half of these loops."""
    honest, _ = honest_trips(rows // 2, random)
    names = ["loops", "creeping", "loops", "jitter", "loops", "speeding"]
    made = {name: TRICKS[name](rows, random) for name in TRICKS}
    cheats = np.stack([made[names[i % len(names)]][i] for i in range(rows - rows // 2)])
    series = to_rows(np.concatenate([honest, cheats]))
    labels = np.concatenate([np.ones(len(honest)), np.zeros(len(cheats))])
    order = random.permutation(rows)
    # What the chain is given: thousandths.
    return np.round(series[order] * 1000).astype("int32"), labels[order]


def copy_of(model: keras.Model) -> keras.Model:
    other = judge.build()
    other.set_weights(model.get_weights())
    return other


def main() -> None:
    random = np.random.default_rng(SEED)
    keras.utils.set_random_seed(SEED)
    honest = to_rows(honest_trips(HONEST, random)[0])
    tricks = {name: to_rows(make(EACH, random)) for name, make in TRICKS.items()}
    sheets = {name: draw(rows, random) for name, rows in SHEETS.items()}
    test = draw(TEST, random)

    current = judge.build()
    judge.train(current, honest, np.concatenate([rows for name, rows in tricks.items() if name != "loops"]), 12, SEED)
    candidate = copy_of(current)
    judge.train(candidate, honest, np.concatenate(list(tricks.values())), 12, SEED + 1)
    overfitted = copy_of(current)
    rows, labels = sheets["public"]
    paid = np.concatenate([np.repeat(rows / 1000, 40, axis=0), *(made[:300] for made in tricks.values())])
    wanted = np.concatenate([np.repeat(labels, 40), np.ones(len(paid) - 40 * len(rows))])
    overfitted.compile(optimizer=keras.optimizers.Adam(0.003), loss="binary_crossentropy")
    overfitted.fit(paid, wanted, batch_size=64, epochs=60, verbose=0)

    folder = Path(tempfile.mkdtemp())
    pick = np.random.default_rng(SEED)
    everything = np.concatenate([honest, *tricks.values()])
    calibration = judge.turn(everything[pick.permutation(len(everything))[:240]], pick)
    losses = {}
    OUT.mkdir(parents=True, exist_ok=True)
    for name, model in {"current": current, "candidate": candidate, "overfitted": overfitted}.items():
        integers = Integers(model, calibration, folder, name)
        asked = {**sheets, "test": test}
        losses[name] = {
            sheet: float(np.mean((np.clip(integers.judge((rows / 1000).astype("float32")), 0, 1) - labels) ** 2))
            for sheet, (rows, labels) in asked.items()
        }
        print(name, json.dumps(losses[name]), flush=True)
        for ending in [".evmml", ".evmml.origin"]:
            shutil.copy(folder / f"{name}{ending}", OUT / f"{name}{ending}")
    with open(OUT / "rows.bin", "wb") as file:
        for rows, labels in sheets.values():
            targets = (labels * 1000).astype("int32")[:, None]
            file.write(np.concatenate([rows.reshape(len(rows), -1), targets], axis=1).astype(">i4").tobytes())
    record = {
        "provenance": {
            "script": "tools/keras/governance/train.py",
            "seed": SEED,
            "python": platform.python_version(),
            "keras": keras.__version__,
            "backend": f"{keras.backend.backend()} {jax.__version__}",
            "numpy": np.__version__,
        },
        "sheets": SHEETS,
        "loss": losses,
    }
    (OUT / "record.json").write_text(json.dumps(record, indent=2) + "\n")


if __name__ == "__main__":
    main()
