"""Writes what a case needs: a network saved by real Keras, inputs for it, and the outputs that Keras gives."""

import base64
import io
import json
import tempfile
import zipfile
from pathlib import Path

import keras
import numpy as np

FIXTURES = Path(__file__).resolve().parents[2] / "packages/quantized-runtime/fixtures/keras"
BATCH = 3


def build(layers, shape=(5,), dtype="float32"):
    """A Sequential network: an input of `shape` and the given layers."""
    items = layers if isinstance(layers, list) else [layers]
    return keras.Sequential([keras.Input(shape, name="x", dtype=dtype), *items])


def randomize(model, rng):
    """Gives every weight a random value, positive where the layer takes a square root of it."""
    for weight in model.weights:
        if "int" in str(weight.dtype) or "uint" in str(weight.dtype):
            continue
        values = rng.normal(0, 0.5, weight.shape)
        path = getattr(weight, "path", weight.name)
        if "variance" in path or "moving_var" in path:
            values = np.abs(values) + 0.1
        weight.assign(values.astype("float32"))


def random_inputs(model, rng, limit=None):
    """One array for each input: whole numbers below `limit`, or normally distributed reals."""
    inputs = []
    for tensor in model.inputs:
        shape = [BATCH, *tensor.shape[1:]]
        if limit is not None:
            inputs.append(rng.integers(0, limit, shape).astype("float32"))
        else:
            inputs.append(rng.normal(0, 1.5, shape).astype("float32"))
    return inputs


def flat(structure):
    if isinstance(structure, dict):
        return [array for key in sorted(structure) for array in flat(structure[key])]
    if isinstance(structure, (list, tuple)):
        return [array for item in structure for array in flat(item)]
    return [np.asarray(structure)]


def encode(array):
    return base64.b64encode(np.ascontiguousarray(array, dtype="<f4").tobytes()).decode()


class Family:
    """The cases of one family of layers, bundled in one zip: <case>.keras and <case>.json."""

    def __init__(self, name):
        self.name = name
        self.rng = np.random.default_rng(sum(name.encode()))
        self.files = {}

    def add(self, case, model, inputs=None, limit=None, trained=False, suffix="keras", tolerance=1e-5):
        """Runs the network on its inputs and keeps file, inputs and outputs.

        `tolerance` is how far (relative) a float evaluation may be from Keras, which computes in the precision
        of the layers.
        """
        if not trained:
            randomize(model, self.rng)
        if inputs is None:
            inputs = random_inputs(model, self.rng, limit)
        casted = [x.astype(getattr(t.dtype, "name", t.dtype)) for x, t in zip(inputs, model.inputs)]
        argument = casted[0] if len(casted) == 1 else casted
        structure = getattr(model, "_inputs_struct", None)
        if isinstance(structure, dict):
            by_name = {t.name: x for t, x in zip(model.inputs, casted)}
            argument = {key: by_name[t.name] for key, t in structure.items()}
        outputs = flat(model.predict(argument, verbose=0, batch_size=BATCH))
        named = {t.name.split(":")[0]: x for t, x in zip(model.inputs, inputs)}
        self.keep(case, model, named, outputs, suffix, tolerance)

    def keep(self, case, model, inputs, outputs, suffix="keras", tolerance=1e-5):
        path = Path(tempfile.gettempdir()) / f"evm-ml-case-{case}.{suffix}"
        model.save(path)
        self.files[f"{case}.{suffix}"] = path.read_bytes()
        path.unlink()
        self.files[f"{case}.json"] = json.dumps(
            {
                "batch": BATCH,
                "tolerance": tolerance,
                "inputs": {name: encode(x) for name, x in inputs.items()},
                "outputs": [encode(y) for y in outputs],
            }
        ).encode()

    def write(self):
        FIXTURES.mkdir(parents=True, exist_ok=True)
        target = FIXTURES / f"{self.name}.zip"
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
            for name, data in self.files.items():
                info = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
                info.compress_type = zipfile.ZIP_DEFLATED
                if name.endswith(".keras"):
                    data = repack(data)
                archive.writestr(info, data)
        print(f"{target.name}: {len(self.files) // 2} cases, {target.stat().st_size} bytes")


def repack(data):
    """The same archive without compression and dates, so that the bundle compresses it."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w") as target:
        for name in source.namelist():
            target.writestr(zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0)), source.read(name))
    return out.getvalue()
