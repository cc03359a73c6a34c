"""Writes the rows of examples/contest and trains the networks that compete there.

    npm run build
    python -m venv .venv && .venv/bin/pip install -r tools/keras/contest/requirements.txt
    KERAS_BACKEND=jax .venv/bin/python tools/keras/contest/train.py

Data, both of scikit-learn: the first 1,000 images after a seeded shuffle of load_digits() (8 x 8 pixels of 0 to 16; E. Alpaydin,
C. Kaynak, UCI machine learning repository), and 176 lots of load_wine() by two of its measurements, flavanoids and colour
intensity, in hundredths (M. Forina et al., PARVUS, 1988; UCI machine learning repository).

The chain draws which groups of rows test; with the story's seeds it draws those that examples/contest/dist/print-tests.js
tells. No network sees them: neither to learn, nor to stop learning, nor to choose the ranges of its integers.
"""

import json
import os
import platform
import subprocess
import sys
import tempfile
from pathlib import Path

os.environ.setdefault("KERAS_BACKEND", "jax")

import keras  # noqa: E402
import numpy as np  # noqa: E402
import sklearn  # noqa: E402
from keras import layers  # noqa: E402
from sklearn.datasets import load_digits, load_wine  # noqa: E402

SEED = 20
ROOT = Path(__file__).resolve().parents[3]
OUT = ROOT / "examples" / "contest" / "model"
COMMAND = ["node", str(ROOT / "packages" / "node" / "dist" / "cli" / "main.js")]


def digits() -> tuple[np.ndarray, np.ndarray]:
    data = load_digits()
    chosen = np.random.default_rng(SEED).permutation(len(data.target))[:1000]
    return data.data[chosen].astype(">i1"), data.target[chosen]


def wine() -> tuple[np.ndarray, np.ndarray]:
    data = load_wine()
    columns = [data.feature_names.index(name) for name in ("flavanoids", "color_intensity")]
    chosen = np.random.default_rng(SEED).permutation(len(data.target))[:176]
    return np.rint(data.data[chosen][:, columns] * 100).astype(">i2"), data.target[chosen]


def softmax(classes: int) -> layers.Layer:
    return layers.Dense(classes, activation="softmax")


def digit_networks() -> dict[str, keras.Model]:
    """8 x 8 grey levels of 0 to 1, row by row -> ten probabilities."""
    return {
        "linear": keras.Sequential([keras.Input((64,)), softmax(10)]),
        "dense": keras.Sequential([keras.Input((64,)), layers.Dense(16, activation="relu"), softmax(10)]),
        "convolutional": keras.Sequential(
            [
                keras.Input((8, 8, 1)),
                layers.Conv2D(12, 3, padding="same", activation="gelu"),
                layers.MaxPooling2D(),
                layers.Conv2D(24, 3, padding="same", activation="gelu"),
                layers.MaxPooling2D(),
                layers.Flatten(),
                layers.Dropout(0.3),
                softmax(10),
            ]
        ),
    }


def wine_networks() -> dict[str, keras.Model]:
    """Flavanoids, colour intensity -> three probabilities."""
    return {
        "one-unit": keras.Sequential([keras.Input((2,)), layers.Dense(1, activation="relu"), softmax(3)]),
        "tanh": keras.Sequential([keras.Input((2,)), layers.Dense(8, activation="tanh"), softmax(3)]),
    }


def run(*words: str) -> str:
    done = subprocess.run(words, capture_output=True, text=True)
    if done.returncode != 0:
        raise SystemExit(f"{' '.join(words)}: {done.stderr}")
    return done.stdout


def integers(model: keras.Model, name: str, samples: np.ndarray, asked: np.ndarray) -> np.ndarray:
    """Writes NAME.evmml and its origin; gives what the integers answer."""
    with tempfile.TemporaryDirectory() as folder:
        path = lambda file: str(Path(folder) / file)  # noqa: E731
        model.save(path("model.keras"))
        np.save(path("samples.npy"), samples)
        np.save(path("asked.npy"), asked)
        artefact = str(OUT / f"{name}.evmml")
        run(*COMMAND, "convert", path("model.keras"), "--samples", path("samples.npy"), "-o", artefact)
        run(*COMMAND, "run", artefact, "--input", path("asked.npy"), "--output", path("answered.npy"))
        return np.load(path("answered.npy")).reshape(len(asked), -1)


def main() -> None:
    OUT.mkdir(parents=True, exist_ok=True)
    contests = {
        "digits": (digits(), 1 / 16, 50, digit_networks, 60),
        "wine": (wine(), 1 / 100, 11, wine_networks, 400),
    }
    record = {
        "provenance": {
            "script": "tools/keras/contest/train.py",
            "seed": SEED,
            "python": platform.python_version(),
            "keras": keras.__version__,
            "backend": keras.backend.backend(),
            "numpy": np.__version__,
            "scikit_learn": sklearn.__version__,
        }
    }
    for contest, ((numbers, classes), *_) in contests.items():
        rows = [number.tobytes() + bytes([label]) for number, label in zip(numbers, classes)]
        (OUT / f"{contest}.rows").write_bytes(b"".join(rows))
    tests = json.loads(run("node", str(ROOT / "examples" / "contest" / "dist" / "print-tests.js")))
    for contest, ((numbers, classes), unit, group_rows, networks, epochs) in contests.items():
        is_test = np.isin(np.arange(len(classes)) // group_rows, tests[contest])
        x, y = (numbers * unit).astype("float32"), classes
        entries = {}
        keras.utils.set_random_seed(SEED)
        for name, model in networks().items():
            shaped = x.reshape(-1, *model.input_shape[1:])
            model.compile(optimizer=keras.optimizers.Adam(0.005), loss="sparse_categorical_crossentropy")
            model.fit(shaped[~is_test], y[~is_test], epochs=epochs, batch_size=32, verbose=0)
            floats = np.asarray(model.predict(shaped[is_test], verbose=0))
            answers = integers(model, f"{contest}-{name}", shaped[~is_test], shaped[is_test])
            entries[name] = {
                "parameters": model.count_params(),
                "keras": int(np.sum(floats.argmax(1) == y[is_test])),
                "integers": int(np.sum(answers.argmax(1) == y[is_test])),
            }
            print(contest, name, entries[name], "of", int(is_test.sum()), file=sys.stderr)
        record[contest] = {"testGroups": tests[contest], "testRows": int(is_test.sum()), "right": entries}
    (OUT / "record.json").write_text(json.dumps(record, indent=2) + "\n")


if __name__ == "__main__":
    main()
