"""The f32 cases. Elements are written as their bit patterns."""

import numpy as np

from cases import CLAMP, CONVS, plain_bounds
from exact_functions import FUNCTIONS
from float_ops import OPS

F = np.float32
SPECIAL = [0.0, -0.0, 1.0, -1.0, 2.8e-45, -2.8e-45, 3.4028235e38, -3.4028235e38, np.inf, -np.inf, np.nan, 1.17549435e-38]


def bits(array):
    words = np.ascontiguousarray(array, dtype=F).reshape(-1).view(np.uint32)
    return [0x7FC00000 if (int(w) & 0x7FFFFFFF) > 0x7F800000 else int(w) for w in words]


def value(shape, kind="f32", **more):
    return {"shape": list(shape), "type": kind, "scale": 1.0, "zero": 0, **more}


class FloatMaker:
    def __init__(self, seed):
        self.rng = np.random.default_rng(seed)
        self.cases = []

    def draw(self, shape, special=0.0):
        plain = (self.rng.standard_normal(shape) * 2.0 ** self.rng.integers(-4, 3, size=shape)).astype(F)
        chosen = self.rng.random(size=shape) < special
        return np.where(chosen, self.rng.choice(np.array(SPECIAL, dtype=F), size=shape), plain).astype(F)

    def add(self, name, node, ins, outs, tensors=None, batch=2, data=None, special=0.02):
        tensors = tensors or {}
        given = data or [self.draw((batch, *v["shape"]), special) for v in ins]
        results = [OPS[node["op"]](node, ins, outs, tensors, [x[b] for x in given]) for b in range(batch)]
        plain = lambda v, array: bits(array) if v["type"] == "f32" else [int(e) for e in np.asarray(array).reshape(-1)]
        self.cases.append(
            {
                "name": name,
                "profile": "f32",
                "node": node,
                "inputs": ins,
                "outputs": outs,
                "tensors": {
                    role: {"type": "f32", "shape": list(array.shape), "data": bits(array)}
                    for role, array in tensors.items()
                },
                "batch": batch,
                "x": [plain(v, x) for v, x in zip(ins, given, strict=True)],
                "y": [[e for r in results for e in plain(v, r[which])] for which, v in enumerate(outs)],
            }
        )


def linear(m):
    for rows, depth, channels in [((), 1, 1), ((), 13, 3), ((3,), 16, 5), ((2, 3), 7, 9), ((), 70, 17), ((), 5, 8)]:
        tensors = {"kernel": m.draw((depth, channels))}
        if channels != 5:
            tensors["bias"] = m.draw((channels,))
        node = {"op": "dense", **({"min": 0, "max": None} if channels == 9 else {"min": -1.1, "max": 1.7})}
        m.add(f"dense {rows} {depth}x{channels}", node, [value((*rows, depth))], [value((*rows, channels))], tensors)
    for shape, parameter in [((5,), (5,)), ((2, 3), (1,)), ((2, 3), (2, 1))]:
        tensors = {"kernel": m.draw(parameter), "bias": m.draw(parameter)}
        m.add(f"affine {shape}", {"op": "affine", **CLAMP}, [value(shape)], [value(shape)], tensors)
    for a, b, out, flip in [((3, 5), (5, 2), (3, 2), False), ((2, 3, 4), (4, 4), (2, 3, 4), True)]:
        m.add(f"matmul {a} {b}", {"op": "matmul", "transposeB": flip, **CLAMP}, [value(a), value(b)], [value(out)])
    for name, shape, kernel, channels, strides, dilations, padding, groups in CONVS:
        rank = len(kernel)
        sizes = [
            (shape[a] + sum(padding[a]) - (kernel[a] - 1) * dilations[a] - 1) // strides[a] + 1 for a in range(rank)
        ]
        geometry = {"strides": list(strides), "dilations": list(dilations), "padding": [list(p) for p in padding]}
        tensors = {"kernel": m.draw((*kernel, shape[-1] // groups, channels)), "bias": m.draw((channels,))}
        node = {"op": "conv", **geometry, "groups": groups, **CLAMP}
        m.add(f"conv {name}", node, [value(shape)], [value((*sizes, channels))], tensors, special=0.005)
        if groups > 1:
            continue
        tensors = {"kernel": m.draw((*kernel, shape[-1], 2)), "bias": m.draw((shape[-1] * 2,))}
        node = {"op": "depthwise", **geometry, **CLAMP}
        m.add(f"depthwise {name}", node, [value(shape)], [value((*sizes, shape[-1] * 2))], tensors, special=0.005)
        full = [(shape[a] - 1) * strides[a] + (kernel[a] - 1) * dilations[a] + 1 for a in range(rank)]
        node = {"op": "convTranspose", **geometry, "padding": [[-1, 0]] + [[0, 0]] * (rank - 1), **CLAMP}
        out = [value((full[0] + 1, *full[1:], 3))]
        tensors = {"kernel": m.draw((*kernel, shape[-1], 3)), "bias": m.draw((3,))}
        m.add(f"convTranspose {name}", node, [value(shape)], out, tensors, special=0.005)


def elementwise(m):
    x = np.concatenate([np.array(SPECIAL, dtype=F), m.draw((60,)), np.linspace(-20, 20, 48).astype(F)])
    x = np.concatenate([x, [F(-89.5), F(88.7), F(104), F(-104), F(710), F(-750), F(1e4), F(-1e4), F(1e-3), F(-1e-5), F(0.12), F(-0.13)]]).astype(F)
    for fn in FUNCTIONS:
        # The sign of a zero and the values at infinity are conventions, not roundings: functions.test.ts has them.
        finite = np.where(np.isinf(x) | (x == 0), F(2.5), x)
        node = {"op": "unary", "fn": fn, "alpha": 0.31415926535897931, "beta": 0.73105857863000487}
        m.add(fn, node, [value((len(x),))], [value((len(x),))], batch=1, data=[finite[None, :]])
    for a, b, out in [((5,), (5,), (5,)), ((2, 3), (3,), (2, 3)), ((2, 1, 3), (4, 1), (2, 4, 3))]:
        for fn in ("add", "sub", "mul", "div", "max", "min"):
            node = {"op": "binary", "fn": fn, **CLAMP}
            m.add(f"{fn} {a} {b}", node, [value(a), value(b)], [value(out)], batch=4, special=0.3)
    for log in (False, True):
        for shape in [(1,), (5,), (3, 10), (2, 2, 7)]:
            m.add(f"softmax {shape} {log}", {"op": "softmax", "log": log}, [value(shape)], [value(shape)], special=0)
        masks = np.array([[1, 0, 1, 1, 0], [0, 0, 0, 0, 0], [0, 1, 0, 0, 0]])
        ins = [value((5,)), value((5,), "u8")]
        m.add(f"softmax masked {log}", {"op": "softmax", "log": log}, ins, [value((5,))], batch=3, data=[m.draw((3, 5)), masks])
    m.add("softmax of NaN and infinities", {"op": "softmax", "log": False}, [value((4,))], [value((4,))], batch=6, special=0.4)
    masks = m.rng.integers(0, 2, (2, 2, 5))
    ins = [value((2, 5), "u8"), value((2, 5)), value((5,))]
    m.add("select", {"op": "select"}, ins, [value((2, 5))], data=[masks, m.draw((2, 2, 5)), m.draw((2, 5))])
    for fn in ("ne", "eq", "gt", "ge", "lt", "le"):
        node = {"op": "compare", "fn": fn, "constant": 1.0, "reduceLast": "none"}
        m.add(f"compare {fn}", node, [value((3, 4))], [value((3, 4), "u8")], special=0.5)
    node = {"op": "compare", "fn": "ne", "constant": 0.0, "reduceLast": "any"}
    m.add("compare any", node, [value((6, 2))], [value((6,), "u8")], special=0.8)


def rows(m):
    for axes, shape, out in [([0], (5,), ()), ([1], (3, 4), (3,)), ([0, 2], (2, 3, 4), (3,)), ([0, 1], (3, 3, 9), (9,))]:
        for fn in ("sum", "mean", "max", "min"):
            m.add(f"reduce {fn} {shape} {axes}", {"op": "reduce", "fn": fn, "axes": axes}, [value(shape)], [value(out)], special=0.05)
    for fn in ("layer", "rms", "unit"):
        for n in (1, 2, 7, 64):
            tensors = {"gamma": m.draw((n,)), "beta": m.draw((n,))} if n != 2 else {}
            node = {"op": "normalize", "fn": fn, "epsilon": 1e-3, **CLAMP}
            m.add(f"normalize {fn} {n}", node, [value((3, n))], [value((3, n))], tensors, special=0)
    for fn in ("max", "avg"):
        for shape, size, strides, padding in [
            ((4, 6, 5), (2, 2), (2, 2), ((0, 0), (0, 0))),
            ((5, 4, 9), (3, 3), (1, 1), ((1, 1), (1, 1))),
            ((7, 3), (3,), (2,), ((1, 1),)),
        ]:
            sizes = [(shape[a] + sum(padding[a]) - size[a]) // strides[a] + 1 for a in range(len(size))]
            node = {"op": "pool", "fn": fn, "size": list(size), "strides": list(strides), "padding": [list(p) for p in padding]}
            m.add(f"pool {fn} {shape}", node, [value(shape)], [value((*sizes, shape[-1]))])


def moves(m):
    for node, shapes, out in [
        ({"op": "reshape"}, [(2, 6)], (3, 4)),
        ({"op": "transpose", "perm": [2, 0, 1]}, [(2, 3, 5)], (5, 2, 3)),
        ({"op": "pad", "padding": [[1, 2], [0, 3]], "fill": 0.1}, [(2, 3)], (5, 6)),
        ({"op": "slice", "begin": [4, 1], "size": [3, 2], "strides": [-2, 1]}, [(5, 4)], (3, 2)),
        ({"op": "concat", "axis": 1}, [(2, 3), (2, 1), (2, 5)], (2, 9)),
        ({"op": "tile", "repeats": [2, 3]}, [(2, 3)], (4, 9)),
    ]:
        m.add(f"{node['op']} {shapes}", node, [value(s) for s in shapes], [value(out)], special=0.2)
    index = value((6,), "i32", limit=9)
    m.add("gather", {"op": "gather"}, [index], [value((6, 4))], {"table": m.draw((9, 4))}, data=[m.rng.integers(0, 9, (2, 6))])
    for shape, out in [((3, 4, 2), (6, 8, 2)), ((5, 3, 1), (7, 2, 1)), ((2, 2, 3), (1, 5, 3))]:
        for align, half in ((False, False), (False, True), (True, False)):
            node = {"op": "resize", "fn": "bilinear", "alignCorners": align, "halfPixel": half}
            m.add(f"resize {shape} {out} {align} {half}", node, [value(shape)], [value(out)], special=0)
    for fn, gates in (("rnn", 1), ("lstm", 4), ("gru", 3), ("gru after", 3)):
        for steps, width, units, backwards, masked in [(1, 1, 1, False, False), (5, 3, 4, False, True), (4, 5, 3, True, True)]:
            after, kind = fn == "gru after", fn.split()[0]
            columns = gates * units
            tensors = {
                "kernel": m.draw((width, columns)),
                "recurrent": m.draw((units, columns)),
                "bias": m.draw((2, columns) if after else (columns,)),
            }
            ins = [value((steps, width))] + ([value((steps,), "u8")] if masked else [])
            data = [m.draw((2, steps, width))] + ([m.rng.integers(0, 2, (2, steps))] if masked else [])
            outs = [value((steps, units)), value((units,))] + ([value((units,))] if kind == "lstm" else [])
            node = {
                "op": "recurrent", "fn": kind, "units": units, "backwards": backwards, "resetAfter": after,
                "zeroOutputForMask": backwards, "activation": "tanh", "recurrentActivation": "sigmoid",
            }  # fmt: skip
            m.add(f"{fn} {steps}x{width} {units}", node, ins, outs, tensors, data=data)
    for shape, out in [((3, 4, 2), (6, 8, 2)), ((5, 3, 1), (7, 2, 1)), ((2, 2, 3), (1, 5, 3))]:
        for align, half in ((False, False), (False, True), (True, False)):
            node = {"op": "resize", "fn": "nearest", "alignCorners": align, "halfPixel": half}
            m.add(f"resize nearest {shape} {out} {align} {half}", node, [value(shape)], [value(out)], special=0.2)
    # A program has an input, whether anything reads it or not.
    for shape in [(), (7,), (2, 3, 5)]:
        finite = m.draw(shape, 0.5)
        finite = np.where(np.isfinite(finite), finite, F(-0.0)).astype(F)
        m.add(f"constant {shape}", {"op": "constant"}, [value((2,))], [value(shape)], {"value": finite})


def bounds(m):
    plain_bounds(m, lambda low, high, shape: m.rng.integers(low, high, shape, endpoint=True), [])
    zero = [0.0, -0.0, 1.0, -1.0, 3.0, -3.0, 0.1, -0.1, np.inf, -np.inf, np.nan]
    data = [np.array([zero, zero[::-1]], dtype=F), np.array([[-0.0] * 11, [0.0] * 11], dtype=F)]
    ins, outs = [value((11,)), value((11,))], [value((11,))]
    for low, high in [(None, None), (0.0, None), (-0.0, None), (None, 0.0), (None, -0.0), (-0.0, 0.0), (0.0, 0.0), (-0.0, -0.0), (-0.5, 0.75), (0.1, 0.1)]:
        clamp = {"min": low, "max": high}
        for fn in ("add", "sub", "mul", "div", "max", "min"):
            m.add(f"{fn} in [{low}, {high}]", {"op": "binary", "fn": fn, **clamp}, ins, outs, data=data)
        tensors = {"kernel": np.array([-1.0], dtype=F), "bias": np.array([-0.0], dtype=F)}
        m.add(f"affine in [{low}, {high}]", {"op": "affine", **clamp}, ins[:1], outs, tensors, data=data[:1])
        tensors = {"kernel": np.where(np.eye(11) == 1, F(-1), F(-0.0)).astype(F), "bias": np.array([-0.0] * 11, dtype=F)}
        finite = [np.where(np.isfinite(data[0]), data[0], F(-0.0)).astype(F)]
        m.add(f"dense in [{low}, {high}]", {"op": "dense", **clamp}, ins[:1], outs, tensors, data=finite)
    for fill in (-0.0, 0.0):
        node = {"op": "pad", "padding": [[1, 2]], "fill": fill}
        m.add(f"pad with {fill}", node, [value((11,))], [value((14,))], data=data[:1])
    zeros = np.array([-0.0, 0.0, -0.0], dtype=F)
    m.add("constant of zeros of either sign", {"op": "constant"}, [value((2,))], [value((3,))], {"value": zeros})


def float_groups():
    groups = {}
    for number, make in enumerate((linear, elementwise, rows, moves, bounds)):
        m = FloatMaker(2000 + number)
        make(m)
        groups[f"{make.__name__}-f32"] = m.cases
    return groups
