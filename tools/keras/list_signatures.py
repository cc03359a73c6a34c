"""Writes the signatures of everything that a Keras exports: layers, activations, and (Keras 3) operations.

    KERAS_BACKEND=jax python tools/keras/list_signatures.py keras
    python tools/keras/list_signatures.py tf_keras

For each name `settings` are the arguments of its constructor, which its config holds, and `call` the arguments of
its call; `base` is what every layer takes besides. A setting is a list: its default, or nothing without one.
"""

import ast
import importlib
import inspect
import json
import os
import sys
import textwrap
from pathlib import Path

os.environ.setdefault("KERAS_BACKEND", "jax")
FIXTURES = Path(__file__).resolve().parents[2] / "packages/quantized-runtime/fixtures/keras"
HELPERS = {"get", "serialize", "deserialize"}


def settings_of(function):
    """Name and default of each argument that has a name."""
    named = {inspect.Parameter.POSITIONAL_OR_KEYWORD, inspect.Parameter.KEYWORD_ONLY}
    return {
        name: [] if argument.default is inspect.Parameter.empty else [to_json(argument.default)]
        for name, argument in inspect.signature(function).parameters.items()
        if argument.kind in named and name != "self"
    }


def to_json(value):
    try:
        return json.loads(json.dumps(value))
    except TypeError:
        return value.name if hasattr(value, "as_numpy_dtype") else repr(value)


def signature_of(cls):
    return {"settings": settings_of(cls.__init__), "call": settings_of(cls.call) if hasattr(cls, "call") else {}}


def operation_classes(function):
    """The classes whose `symbolic_call` a function of keras.ops records."""
    function = inspect.unwrap(function)
    tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
    calls = [node.func.value for node in ast.walk(tree) if is_symbolic_call(node)]
    calls += [node.func for node in ast.walk(tree) if is_plain_call(node)]
    return sorted({call.func.id for call in calls if isinstance(call.func, ast.Name)})


def is_symbolic_call(node):
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
        return False
    return node.func.attr == "symbolic_call" and isinstance(node.func.value, ast.Call)


def is_plain_call(node):
    """`Cast(dtype)(x)`: an operation that is made and called at once."""
    made = node.func if isinstance(node, ast.Call) else None
    return isinstance(made, ast.Call) and isinstance(made.func, ast.Name) and made.func.id[0].isupper()


def operations(module):
    """By class, as a config names them; functions that record none are made of others."""
    found = {}
    for name in sorted(dir(module)):
        function = getattr(module, name)
        if name.startswith("_") or not inspect.isfunction(function):
            continue
        for cls in operation_classes(function):
            operation = getattr(inspect.getmodule(inspect.unwrap(function)), cls)
            home = operation.__module__.split(".")[-1]
            entry = {"functions": [], "module": home, **signature_of(operation)}
            found.setdefault(cls, entry)["functions"].append(name)
    return dict(sorted(found.items()))


def tensorflow_functions():
    """Arguments of the functions that Keras 2 stores as TFOpLambda, by the name that it writes."""
    import tensorflow as tf

    older = ["transpose", "squeeze", "pad", "gather", "norm", "math.scalar_mul", "floor_div"]
    names = [*public("", tf), *public("math.", tf.math), *public("nn.", tf.nn), "linalg.matmul", "image.resize"]
    found = {}
    for name in sorted([*names, *(f"compat.v1.{name}" for name in older)]):
        function = tf
        for part in name.split("."):
            function = getattr(function, part)
        try:
            found[name] = settings_of(inspect.unwrap(function))
        except (TypeError, ValueError):
            continue
    return found


def public(prefix, module):
    """Names of the functions of a module. (What loads a Keras when it is first used is none.)"""
    members = {name: vars(module).get(name) for name in dir(module) if name[0].islower()}
    return [prefix + name for name, value in members.items() if type(value) is type(public)]


def to_lines(signatures):
    """JSON with a line for each name, so that a newer Keras shows in a diff what it added."""
    groups = []
    for key, value in signatures.items():
        if isinstance(value, dict) and value:
            lines = (f"{json.dumps(name)}: {json.dumps(entry)}" for name, entry in value.items())
            groups.append(f"{json.dumps(key)}: {{\n" + ",\n".join(lines) + "\n}")
        else:
            groups.append(f"{json.dumps(key)}: {json.dumps(value)}")
    return "{\n" + ",\n".join(groups) + "\n}\n"


def main(package):
    keras = importlib.import_module(package)
    layers = {name: getattr(keras.layers, name) for name in sorted(dir(keras.layers)) if name[0].isupper()}
    activations = {
        name: getattr(keras.activations, name)
        for name in sorted(dir(keras.activations))
        if name[0] != "_" and name not in HELPERS and callable(getattr(keras.activations, name))
    }
    signatures = {
        "keras": keras.__version__,
        "base": settings_of(keras.layers.Layer.__init__),
        "layers": {name: signature_of(cls) for name, cls in layers.items() if inspect.isclass(cls)},
        "functions": [name for name, cls in layers.items() if not inspect.isclass(cls)],
        "activations": {name: settings_of(function) for name, function in activations.items()},
        "tensorflow": tensorflow_functions() if package == "tf_keras" else {},
        "operations": {**operations(keras.ops), **operations(keras.ops.image)} if package == "keras" else {},
    }
    generation = signatures["keras"].split(".")[0]
    target = FIXTURES / f"signatures-{generation}.json"
    target.write_text(to_lines(signatures))
    print(f"{target.name}: {', '.join(f'{len(value)} {key}' for key, value in signatures.items() if key not in ('keras', 'base'))}")


if __name__ == "__main__":
    main(sys.argv[1])
