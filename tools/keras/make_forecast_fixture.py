"""Trains a small network that tells the next row of a series, with what Keras makes of going on with it.

    python -m venv .venv && .venv/bin/pip install -r tools/keras/requirements.txt
    KERAS_BACKEND=tensorflow .venv/bin/python tools/keras/make_forecast_fixture.py

Rows are an hour's temperature and pressure: two waves of a day and of half a day, in units far from each other.
"""

import json
import os
import platform
from pathlib import Path

os.environ.setdefault("KERAS_BACKEND", "tensorflow")

import keras  # noqa: E402
import numpy as np  # noqa: E402
from keras import layers  # noqa: E402

OUT = Path(__file__).resolve().parents[2] / "packages/quantized-runtime/fixtures/keras/forecast"
WINDOW, STEPS, EXAMPLES = 8, 12, 16


def series(hours: np.ndarray) -> np.ndarray:
    day = 2 * np.pi * hours / 24
    return np.stack([18 + 6 * np.sin(day) + np.sin(2 * day), 1013 + 4 * np.cos(day)], axis=-1)


def windows(count: int, generator: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    first = generator.uniform(0, 24, count)
    rows = series(first[:, None] + np.arange(WINDOW + 1))
    return rows[:, :-1].astype("float32"), rows[:, -1].astype("float32")


def main() -> None:
    keras.utils.set_random_seed(16)
    generator = np.random.default_rng(16)
    x, y = windows(4_000, generator)
    center, spread = x.reshape(-1, 2).mean(axis=0), x.reshape(-1, 2).std(axis=0)
    model = keras.Sequential([
        keras.Input((WINDOW, 2), name="window"),
        layers.Normalization(mean=center, variance=spread**2, name="units"),
        layers.GRU(16, name="memory"),
        layers.Dense(2, name="change"),
        layers.Rescaling(scale=spread.tolist(), offset=center.tolist(), name="row"),
    ])  # fmt: skip
    model.compile(optimizer=keras.optimizers.Adam(0.01), loss="mse")
    model.fit(x, y, batch_size=64, epochs=15, verbose=0)
    given, _ = windows(EXAMPLES, generator)
    rows, window = [], given
    for _ in range(STEPS):
        row = np.asarray(model(window))
        rows.append(row)
        window = np.concatenate([window[:, 1:], row[:, None]], axis=1)
    answers = np.stack(rows, axis=1)
    OUT.mkdir(parents=True, exist_ok=True)
    copy = keras.models.clone_model(model)
    copy.set_weights(model.get_weights())
    copy.save(OUT / "forecast.keras")
    provenance = {
        "script": "tools/keras/make_forecast_fixture.py", "steps": STEPS,
        "python": platform.python_version(), "keras": keras.__version__, "numpy": np.__version__,
    }  # fmt: skip
    samples, _ = windows(200, generator)
    data = {"provenance": provenance, "given": given.tolist(), "answers": answers.tolist(), "samples": samples.round(3).tolist()}
    (OUT / "answers.json").write_text(json.dumps(data) + "\n")
    print("loss", model.evaluate(x, y, verbose=0), "largest change of a step", np.abs(np.diff(answers, axis=1)).max(axis=(0, 1)))


if __name__ == "__main__":
    main()
