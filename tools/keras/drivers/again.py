"""Attacks the committed judge again: longer, from other seeds. Writes examples/driver-rewards/model/again.json.

    KERAS_BACKEND=jax .venv/bin/python tools/keras/drivers/again.py
"""

import json
import os
import shutil
import tempfile
from pathlib import Path

os.environ.setdefault("KERAS_BACKEND", "jax")

import keras  # noqa: E402
import numpy as np  # noqa: E402

import adversary  # noqa: E402
from integers import Integers  # noqa: E402
from train import OUT, TEST_TRIPS, wins  # noqa: E402

SEEDS = [501, 502, 503]
# Times 16 steps; the adversaries of the rounds have 40.
EPOCHS = 120


def main() -> None:
    model = keras.models.load_model(OUT / "judge.keras")
    folder = Path(tempfile.mkdtemp())
    integers = Integers.__new__(Integers)
    integers.folder, integers.path = folder, folder / "judge.evmml"
    shutil.copy(OUT / "judge.evmml", integers.path)
    rows = []
    for seed in SEEDS:
        random = np.random.default_rng(seed)
        attacker = adversary.Adversary(model, seed)
        attacker.learn(EPOCHS, random)
        won, earned = wins(integers, attacker.make(TEST_TRIPS, random))
        rows.append({"seed": seed, "epochs": EPOCHS, "wins": won, "earns": earned})
        print(rows[-1], flush=True)
    (OUT / "again.json").write_text(json.dumps(rows, indent=2) + "\n")


if __name__ == "__main__":
    main()
