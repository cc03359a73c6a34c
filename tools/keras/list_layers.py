"""Writes the names of all classes that keras.layers and keras.activations export.

    KERAS_BACKEND=jax python tools/keras/list_layers.py
"""

import json
import os
from pathlib import Path

os.environ.setdefault("KERAS_BACKEND", "jax")

import keras  # noqa: E402

target = Path(__file__).resolve().parents[2] / "packages/quantized-runtime/fixtures/keras/exports.json"
helpers = {"get", "serialize", "deserialize"}
exports = {
    "keras": keras.__version__,
    "layers": sorted(name for name in dir(keras.layers) if name[0].isupper()),
    "activations": sorted(name for name in dir(keras.activations) if name[0] != "_" and name not in helpers),
}
target.write_text(json.dumps(exports, indent=1) + "\n")
print(f"{len(exports['layers'])} layers, {len(exports['activations'])} activations")
