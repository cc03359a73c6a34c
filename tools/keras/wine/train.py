"""Trains the wine grader with real Keras and writes everything that examples/wine-cellar needs.

    python -m venv .venv && .venv/bin/pip install -r tools/keras/wine/requirements.txt
    KERAS_BACKEND=jax .venv/bin/python tools/keras/wine/train.py

Data: the wine recognition data of scikit-learn (178 lots, 13 chemical measurements, 3 cultivars; M. Forina et al.,
PARVUS, 1988; UCI machine learning repository). Two thirds train, one third tests; the split is stratified and
seeded, and the test lots take no part in training or in choosing anything.
"""

import csv
import json
import os
import platform
from pathlib import Path

os.environ.setdefault("KERAS_BACKEND", "jax")

import keras  # noqa: E402
import numpy as np  # noqa: E402
import sklearn  # noqa: E402
from sklearn.datasets import load_wine  # noqa: E402
from sklearn.model_selection import train_test_split  # noqa: E402

SEED = 20
TEST_LOTS = 60
EPOCHS = 120
# The data set's own order of its cultivars.
CULTIVARS = ["Barolo", "Grignolino", "Barbera"]

OUT = Path(__file__).resolve().parents[3] / "examples" / "wine-cellar" / "model"


def build(train_x: np.ndarray) -> keras.Model:
    """13 measurements in their own units -> the probabilities of the 3 cultivars."""
    normalize = keras.layers.Normalization(name="standardize")
    normalize.adapt(train_x)
    return keras.Sequential(
        [
            keras.Input((13,), name="measurements"),
            normalize,
            keras.layers.Dense(16, activation="relu", name="dense_1"),
            keras.layers.BatchNormalization(name="batch_norm"),
            keras.layers.Dropout(0.2, name="dropout"),
            keras.layers.Dense(8, activation="relu", name="dense_2"),
            keras.layers.Dense(3, activation="softmax", name="cultivar"),
        ],
        name="wine_grader",
    )


def write_csv(path: Path, names: list[str], rows: np.ndarray) -> None:
    with path.open("w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(names)
        writer.writerows([[repr(float(number)) for number in row] for row in rows])


def main() -> None:
    keras.utils.set_random_seed(SEED)
    data = load_wine()
    lots = np.arange(len(data.target))
    train, test = train_test_split(lots, test_size=TEST_LOTS, random_state=SEED, stratify=data.target)
    train, test = np.sort(train), np.sort(test)
    train_x, train_y = data.data[train].astype("float32"), data.target[train]
    test_x, test_y = data.data[test].astype("float32"), data.target[test]

    model = build(train_x)
    model.compile(optimizer=keras.optimizers.Adam(0.005), loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    model.fit(train_x, train_y, epochs=EPOCHS, batch_size=16, verbose=0)
    outputs = np.asarray(model.predict(test_x, verbose=0), dtype="float32")
    accuracy = float(np.mean(outputs.argmax(axis=1) == test_y))

    OUT.mkdir(parents=True, exist_ok=True)
    model.save(OUT / "wine.keras")
    write_csv(OUT / "train.csv", data.feature_names, data.data[train])
    write_csv(OUT / "test.csv", data.feature_names, data.data[test])
    record = {
        "provenance": {
            "script": "tools/keras/wine/train.py",
            "data": "scikit-learn load_wine(); row numbers in `lots`",
            "seed": SEED,
            "split": f"{len(train)} train, {len(test)} test, stratified",
            "python": platform.python_version(),
            "keras": keras.__version__,
            "backend": keras.backend.backend(),
            "numpy": np.__version__,
            "scikit_learn": sklearn.__version__,
        },
        "classes": CULTIVARS,
        "accuracy": accuracy,
        "lots": test.tolist(),
        "labels": test_y.tolist(),
        "outputs": [[float(number) for number in row] for row in outputs],
    }
    # One line for each long list, one for each lot: diffs stay readable.
    fields = [f'  "{key}": {json.dumps(value)}' for key, value in record.items() if key != "outputs"]
    rows = ",\n    ".join(json.dumps(row) for row in record["outputs"])
    fields.append(f'  "outputs": [\n    {rows}\n  ]')
    (OUT / "keras-outputs.json").write_text("{\n" + ",\n".join(fields) + "\n}\n")
    model.summary()
    print(f"accuracy on {len(test)} test lots: {accuracy:.4f}")


if __name__ == "__main__":
    main()
