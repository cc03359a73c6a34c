"""Opens exported networks in real Keras and compares their outputs with those of the originals.

    npm run build
    KERAS_BACKEND=jax python tools/keras/check_export.py

Every network of packages/quantized-runtime/fixtures/keras is imported, exported (export_cases.mjs), loaded by
Keras and run on the inputs of the fixture. The result is written to docs/export-check.json. Two groups have no
answer here: layers that look words up need TensorFlow and take strings, and Keras 3 reads hard_sigmoid of
older files as its own.
"""

import base64
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

os.environ.setdefault("KERAS_BACKEND", "jax")

import keras  # noqa: E402
import numpy as np  # noqa: E402

ROOT = Path(__file__).resolve().parents[2]


SKIPPED = {"text", "tfjs/hard_sigmoid", "tfjs/recurrent"}


def decode(text, shape=None):
    flat = np.frombuffer(base64.b64decode(text), "<f4")
    return flat if shape is None else flat.reshape(shape)


def check(model_path, case):
    model = keras.saving.load_model(model_path, compile=False)
    given = list(case["inputs"].values())
    inputs = []
    for i, tensor in enumerate(model.inputs):
        text = case["inputs"].get(tensor.name, given[i])
        inputs.append(keras.ops.cast(decode(text, [case["batch"], *tensor.shape[1:]]), tensor.dtype))
    structure = getattr(model, "_inputs_struct", None)
    argument = inputs[0] if len(inputs) == 1 else inputs
    if isinstance(structure, dict):
        by_name = {t.name: x for t, x in zip(model.inputs, inputs)}
        argument = {key: by_name[t.name] for key, t in structure.items()}
    outputs = keras.tree.flatten(model.predict(argument, verbose=0, batch_size=case["batch"]))
    worst = 0.0
    for actual, text in zip(outputs, case["outputs"]):
        expected = decode(text)
        scale = max(1.0, float(np.abs(expected).max(initial=0)))
        worst = max(worst, float(np.abs(np.asarray(actual).ravel() - expected).max(initial=0)) / scale)
    return worst


def check_all(profile=None):
    """Every exported network's largest relative difference from Keras, or why it does not open."""
    results, tolerances = {}, {}
    with tempfile.TemporaryDirectory() as folder:
        command = ["node", str(ROOT / "tools/keras/export_cases.mjs"), folder]
        subprocess.run(command + ([profile] if profile else []), check=True)
        for path in sorted(Path(folder).glob("*/*.keras")):
            case = json.loads(path.with_suffix(".json").read_text())
            name = f"{path.parent.name}/{path.stem}"
            if name in SKIPPED or path.parent.name in SKIPPED:
                continue
            tolerances[name] = case.get("tolerance", 1e-5)
            try:
                results[name] = check(path, case)
            except Exception as error:  # a failure is a result
                results[name] = f"{type(error).__name__}: {str(error).splitlines()[0][:200]}"
    return results, tolerances


def float_report():
    results, tolerances = check_all()
    failed = {name: r for name, r in results.items() if not isinstance(r, float) or r > tolerances[name]}
    exact = [r for name, r in results.items() if isinstance(r, float) and tolerances[name] <= 1e-5]
    return {
        "networks": len(results),
        "openedAndEqual": len(results) - len(failed),
        "largestRelativeError": max(exact, default=0),
        "failed": failed,
    }


def integer_report(profile):
    """Integer weights differ from the originals: what counts is that every file opens, and how far outputs are."""
    results, _ = check_all(profile)
    failed = {name: r for name, r in results.items() if not isinstance(r, float)}
    errors = sorted(r for r in results.values() if isinstance(r, float))
    worst = sorted(((r, n) for n, r in results.items() if isinstance(r, float)), reverse=True)[:5]
    return {
        "networks": len(results),
        "opened": len(errors),
        "medianRelativeError": errors[len(errors) // 2] if errors else None,
        "largestRelativeErrors": {name: r for r, name in worst},
        "failed": failed,
    }


def main():
    report = {
        "command": "KERAS_BACKEND=jax python tools/keras/check_export.py",
        "keras": keras.__version__,
        "skipped": sorted(SKIPPED),
        "float": float_report(),
        "a16": integer_report("a16"),
    }
    (ROOT / "docs/export-check.json").write_text(json.dumps(report, indent=2) + "\n")
    print(json.dumps(report, indent=2))
    sys.exit(1 if report["float"]["failed"] or report["a16"]["failed"] else 0)


if __name__ == "__main__":
    main()
