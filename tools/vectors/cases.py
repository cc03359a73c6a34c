"""The cases: shapes, parameters and inputs, from a seeded generator, with the edges named in each list."""

import numpy as np

from integer_ops import LIMITS, OPS, ints

DTYPES = {"i8": "i8", "i16": "i16", "i32": "i32", "u8": "u8"}


class Maker:
    def __init__(self, seed):
        self.rng = np.random.default_rng(seed)
        self.cases = []

    def integers(self, low, high, shape):
        """Mostly uniform, with both ends over-represented."""
        drawn = self.rng.integers(low, high, size=shape, endpoint=True)
        edge = self.rng.random(size=shape)
        drawn = np.where(edge < 0.08, low, np.where(edge > 0.92, high, drawn))
        return ints(drawn)

    def requant(self, channels, reach, target):
        """Multipliers for sums up to `reach` onto about `target`, with M at both ends of its range."""
        mult = self.integers(2**20, 2**21 - 1, (channels,))
        shift = max(1, min(52, int(np.ceil(np.log2(max(reach, 1) / target))) + 20))
        spread = self.rng.integers(-2, 2, size=(channels,), endpoint=True)
        shifts = ints(np.clip(shift + spread, 1, 52))
        return {"mult": ("i32", mult), "shift": ("u8", shifts)}

    def values(self, profile, *shapes, zeros=None):
        kind = "i16" if profile == "a16" else "i8"
        zeros = zeros or [0 if profile == "a16" else int(self.rng.integers(-128, 128)) for _ in shapes]
        return [
            {"shape": list(s), "type": kind, "scale": 2.0**-8, "zero": z} for s, z in zip(shapes, zeros, strict=True)
        ]

    def activation(self, value, batch):
        low, high = LIMITS[value["type"]]
        return self.integers(low, high, (batch, *value["shape"]))

    def add(self, name, profile, node, ins, outs, tensors=None, batch=2, data=None):
        tensors = tensors or {}
        given = data or [self.activation(v, batch) for v in ins]
        plain = {role: array for role, (_, array) in tensors.items()}
        results = [OPS[node["op"]](node, ins, outs, plain, [x[b] for x in given]) for b in range(batch)]
        self.cases.append(
            {
                "name": name,
                "profile": profile,
                "node": node,
                "inputs": ins,
                "outputs": outs,
                "tensors": {
                    role: {"type": kind, "shape": list(array.shape), "data": [int(v) for v in array.reshape(-1)]}
                    for role, (kind, array) in tensors.items()
                },
                "batch": batch,
                "x": [[int(v) for v in x.reshape(-1)] for x in given],
                "y": [
                    [int(v) for example in results for v in example[which].reshape(-1)] for which in range(len(outs))
                ],
            }
        )


CLAMP = {"min": None, "max": None}


def linear(m, profile):
    bound = 32767 if profile == "a16" else 128
    for rows, depth, channels in [((), 1, 1), ((), 13, 3), ((3,), 16, 5), ((2, 3), 7, 9), ((), 70, 17), ((), 5, 8)]:
        ins = m.values(profile, (*rows, depth))
        outs = m.values(profile, (*rows, channels))
        kernel = m.integers(-127, 127, (depth, channels))
        tensors = {"kernel": ("i8", kernel), **m.requant(channels, depth * 127 * bound, bound)}
        if channels != 5:
            tensors["bias"] = ("i32", m.integers(-(2**20), 2**20, (channels,)))
        relu = {"min": outs[0]["zero"], "max": None} if channels == 9 else CLAMP
        m.add(f"dense {rows} {depth}x{channels}", profile, {"op": "dense", **relu}, ins, outs, tensors, batch=3)
    # The accumulator at both ends of int32, M and s at both ends, exact ties.
    for name, bias, mult, shift in [
        ("int32 limits, s = 52", [2**31 - 1, -(2**31), 2**30, -1], 2**21 - 1, 52),
        ("s = 1 saturates", [2**31 - 1, -(2**31), 1, 0], 2**20, 1),
        ("ties go up", [1, -1, 3, -3], 2**20, 21),
        ("M at its least", [5, -5, 7, -7], 2**20, 23),
    ]:
        tensors = {
            "kernel": ("i8", ints([[0] * 4])),
            "bias": ("i32", ints(bias)),
            "mult": ("i32", ints([mult])),
            "shift": ("u8", ints([shift])),
        }
        m.add(f"dense {name}", profile, {"op": "dense", **CLAMP}, m.values(profile, (1,)), m.values(profile, (4,)), tensors)
    for shape, kernel_shape in [((5,), (5,)), ((2, 3), (1,)), ((2, 3), (2, 1)), ((4, 9), (9,))]:
        tensors = {
            "kernel": ("i16", m.integers(-32767, 32767, kernel_shape)),
            "bias": ("i32", m.integers(-(2**29), 2**29, kernel_shape)),
            **m.requant(shape[-1] if kernel_shape[-1] > 1 else 1, bound * 32767, bound),
        }
        m.add(f"affine {shape} by {kernel_shape}", profile, {"op": "affine", **CLAMP}, m.values(profile, shape), m.values(profile, shape), tensors)
        m.add(f"requantize {shape}", profile, {"op": "requantize", **CLAMP}, m.values(profile, shape), m.values(profile, shape), m.requant(1, bound * 2, bound))
    for a, b, out, flip in [((3, 5), (5, 2), (3, 2), False), ((2, 3, 4), (4, 4), (2, 3, 4), True), ((1, 2, 7), (3, 7, 5), (3, 2, 5), False)]:
        reach = a[-1] * bound * bound
        shift = ints([max(24, int(np.log2(reach / bound)) + 20)])
        tensors = {"mult": ("i32", m.integers(2**20, 2**21 - 1, (1,))), "shift": ("u8", shift)}
        node = {"op": "matmul", "transposeB": flip, **CLAMP}
        m.add(f"matmul {a} {b}", profile, node, m.values(profile, a, b), m.values(profile, out), tensors)


# name, input, kernel without its channels, channels out, strides, dilations, padding, groups
CONVS = [
    ("1x1", (3, 4, 5), (1, 1), 7, (1, 1), (1, 1), ((0, 0), (0, 0)), 1),
    ("3x3 same", (5, 6, 3), (3, 3), 9, (1, 1), (1, 1), ((1, 1), (1, 1)), 1),
    ("3x3 stride 2, uneven padding", (7, 6, 1), (3, 3), 3, (2, 2), (1, 1), ((0, 1), (1, 0)), 1),
    ("2x3 dilated", (6, 9, 2), (2, 3), 5, (1, 1), (2, 3), ((1, 2), (0, 3)), 1),
    ("stride beyond the window", (8, 8, 3), (2, 2), 4, (3, 4), (1, 1), ((0, 0), (0, 0)), 1),
    ("groups", (4, 4, 6), (3, 3), 9, (1, 1), (1, 1), ((1, 1), (1, 1)), 3),
    ("one axis, causal", (9, 3), (3,), 5, (1,), (2,), ((4, 0),), 1),
    ("three axes", (3, 4, 3, 2), (2, 2, 2), 3, (1, 2, 1), (1, 1, 1), ((0, 1), (1, 0), (0, 0)), 1),
    ("17 channels to 33", (2, 3, 17), (1, 1), 33, (1, 1), (1, 1), ((0, 0), (0, 0)), 1),
]


def windows(m, profile):
    bound = 32767 if profile == "a16" else 128
    for name, shape, kernel, channels, strides, dilations, padding, groups in CONVS:
        rank = len(kernel)
        sizes = [
            (shape[a] + sum(padding[a]) - (kernel[a] - 1) * dilations[a] - 1) // strides[a] + 1 for a in range(rank)
        ]
        geometry = {"strides": list(strides), "dilations": list(dilations), "padding": [list(p) for p in padding]}
        depth = int(np.prod(kernel)) * shape[-1] // groups
        tensors = {
            "kernel": ("i8", m.integers(-127, 127, (*kernel, shape[-1] // groups, channels))),
            "bias": ("i32", m.integers(-(2**20), 2**20, (channels,))),
            **m.requant(channels, depth * 127 * bound, bound),
        }
        node = {"op": "conv", **geometry, "groups": groups, **CLAMP}
        m.add(f"conv {name}", profile, node, m.values(profile, shape), m.values(profile, (*sizes, channels)), tensors)
        if groups > 1:
            continue
        for multiplier in (1, 2):
            wide = shape[-1] * multiplier
            tensors = {
                "kernel": ("i8", m.integers(-127, 127, (*kernel, shape[-1], multiplier))),
                "bias": ("i32", m.integers(-(2**20), 2**20, (wide,))),
                **m.requant(wide, int(np.prod(kernel)) * 127 * bound, bound),
            }
            node = {"op": "depthwise", **geometry, **CLAMP}
            m.add(f"depthwise {name} by {multiplier}", profile, node, m.values(profile, shape), m.values(profile, (*sizes, wide)), tensors)
        full = [(shape[a] - 1) * strides[a] + (kernel[a] - 1) * dilations[a] + 1 for a in range(rank)]
        crop = [[0, 1] if full[a] > 2 else [0, 0] for a in range(rank)]
        crop[0] = [-1, crop[0][1]]
        sizes = [full[a] - sum(crop[a]) for a in range(rank)]
        tensors = {
            "kernel": ("i8", m.integers(-127, 127, (*kernel, shape[-1], 3))),
            "bias": ("i32", m.integers(-(2**20), 2**20, (3,))),
            **m.requant(3, depth * 127 * bound, bound),
        }
        node = {"op": "convTranspose", **geometry, "padding": crop, **CLAMP}
        m.add(f"convTranspose {name}", profile, node, m.values(profile, shape), m.values(profile, (*sizes, 3)), tensors)
    for name, shape, size, strides, padding in [
        ("2x2", (4, 6, 5), (2, 2), (2, 2), ((0, 0), (0, 0))),
        ("3x3 same", (5, 4, 9), (3, 3), (1, 1), ((1, 1), (1, 1))),
        ("3x2 stride 2, uneven padding", (5, 7, 1), (3, 2), (2, 2), ((0, 2), (1, 0))),
        ("one axis", (7, 3), (3,), (2,), ((1, 1),)),
        ("three axes", (3, 2, 4, 2), (2, 2, 3), (1, 2, 2), ((0, 1), (0, 0), (1, 1))),
        ("whole", (3, 5, 17), (3, 5), (1, 1), ((0, 0), (0, 0))),
    ]:
        sizes = [(shape[a] + sum(padding[a]) - size[a]) // strides[a] + 1 for a in range(len(size))]
        node = {"op": "pool", "size": list(size), "strides": list(strides), "padding": [list(p) for p in padding]}
        value = m.values(profile, shape)
        out = {**value[0], "shape": [*sizes, shape[-1]]}
        m.add(f"pool max {name}", profile, {**node, "fn": "max"}, value, [out])
        cells = int(np.prod(size))
        counts = range(1, cells + 1) if any(sum(p) for p in padding) else [cells]
        mult, shift = [], []
        for count in counts:
            s = 20 + int(np.ceil(np.log2(count)))
            mult.append(min(2**21 - 1, round(2**s / count)))
            shift.append(s)
        tensors = {"mult": ("i32", ints(mult)), "shift": ("u8", ints(shift))}
        m.add(f"pool avg {name}", profile, {**node, "fn": "avg"}, value, m.values(profile, (*sizes, shape[-1])), tensors)


def elementwise(m, profile):
    bound = 32767 if profile == "a16" else 128
    kind = "i16" if profile == "a16" else "i8"
    for a, b, out in [((5,), (5,), (5,)), ((2, 3), (3,), (2, 3)), ((2, 1, 3), (4, 1), (2, 4, 3)), ((9,), (1,), (9,))]:
        ins, outs = m.values(profile, a, b), m.values(profile, out)
        for fn in ("add", "sub"):
            for mults in ([2**20, 2**21 - 1], [2**21 - 1, 0], [3, 2**20]):
                tensors = {"mult": ("i32", ints(mults)), "shift": ("u8", ints([21]))}
                m.add(f"{fn} {a} {b} {mults}", profile, {"op": "binary", "fn": fn, **CLAMP}, ins, outs, tensors)
        m.add(f"mul {a} {b}", profile, {"op": "binary", "fn": "mul", **CLAMP}, ins, outs, m.requant(1, bound * bound, bound))
        same = m.values(profile, a, b, out, zeros=[0 if profile == "a16" else -7] * 3)
        for fn in ("max", "min"):
            m.add(f"{fn} {a} {b}", profile, {"op": "binary", "fn": fn, "min": -50, "max": 99}, same[:2], same[2:])
    table = m.integers(-bound + 1, bound - 1, (1025,)) if profile == "a16" else m.integers(-128, 127, (256,))
    node = {"op": "unary", "fn": "tanh", "alpha": 0.0, "beta": 0.0}
    m.add("unary, random table", profile, node, m.values(profile, (41, 7)), m.values(profile, (41, 7)), {"table": (kind, table)})
    mask_value = {"shape": [5], "type": "u8", "scale": 1.0, "zero": 0}
    for shape, scale in [((1,), 1e-3), ((5,), 1e-4), ((3, 10), 5e-4), ((2, 2, 7), 1e-2), ((300,), 1e-3)]:
        scale = scale if profile == "a16" else 0.05
        table = ints(
            [round(2**30 * float(np.exp(-256 * i * scale))) for i in range(256)]
            + [round(2**15 * float(np.exp(-j * scale))) for j in range(256)]
        )
        ins = m.values(profile, shape)
        full = {"shape": list(shape), "type": kind, "scale": 1 / 32767, "zero": 0}
        out = full if profile == "a16" else {**full, "scale": 1 / 255, "zero": -128}
        node = {"op": "softmax", "log": False}
        m.add(f"softmax {shape}", profile, node, ins, [out], {"table": ("i32", table)})
        if shape[-1] == 5:
            masks = ints([[1, 0, 1, 1, 0], [0, 0, 0, 0, 0], [0, 1, 0, 0, 0]])
            data = [m.activation(ins[0], 3), masks]
            m.add("softmax masked", profile, node, [ins[0], mask_value], [out], {"table": ("i32", table)}, batch=3, data=data)
    ins = m.values(profile, (2, 5), (5,), zeros=[0, 0])
    masks = m.integers(0, 1, (2, 5))
    data = [masks, m.activation(ins[0], 2), m.activation(ins[1], 2)]
    m.add("select", profile, {"op": "select"}, [mask_value, *ins], [ins[0]], data=data)
    for fn in ("ne", "eq", "gt", "ge", "lt", "le"):
        for how, shape in (("none", [3, 4]), ("any", [3]), ("all", [3])):
            out = {"shape": shape, "type": "u8", "scale": 1.0, "zero": 0}
            node = {"op": "compare", "fn": fn, "constant": LIMITS[kind][1], "reduceLast": how}
            m.add(f"compare {fn} {how}", profile, node, m.values(profile, (3, 4)), [out])


def rows(m, profile):
    bound = 32767 if profile == "a16" else 128
    for axes, shape, out in [([0], (5,), ()), ([1], (3, 4), (3,)), ([0, 2], (2, 3, 4), (3,)), ([0, 1], (3, 3, 9), (9,))]:
        count = int(np.prod([shape[a] for a in axes]))
        value = m.values(profile, shape)
        for fn in ("sum", "mean"):
            m.add(f"reduce {fn} {shape} {axes}", profile, {"op": "reduce", "fn": fn, "axes": axes}, value, m.values(profile, out), m.requant(1, count * bound * 2, bound))
        for fn in ("max", "min"):
            m.add(f"reduce {fn} {shape} {axes}", profile, {"op": "reduce", "fn": fn, "axes": axes}, value, [{**value[0], "shape": list(out)}])
    for fn in ("layer", "rms", "unit"):
        for n in (1, 2, 7, 64):
            ins, outs = m.values(profile, (3, n)), m.values(profile, (3, n))
            data = [m.activation(ins[0], 2)]
            data[0][0, 0, :] = ins[0]["zero"]  # a row without spread
            tensors = {
                "gamma": ("i16", m.integers(-32767, 32767, (n,))),
                "beta": ("i32", m.integers(-(2**28), 2**28, (n,))),
                "mult": ("i32", m.integers(2**20, 2**21 - 1, (1,))),
                "shift": ("u8", ints([36 if profile == "a16" else 44])),
            }
            if fn != "unit":
                tensors["epsilon"] = ("i32", ints([123456789, 20] if n != 7 else [3, -16]))
            if n == 2:
                del tensors["gamma"], tensors["beta"]
                tensors["shift"] = ("u8", ints([24]))
            node = {"op": "normalize", "fn": fn, "epsilon": 1e-3, **CLAMP}
            m.add(f"normalize {fn} {n}", profile, node, ins, outs, tensors, data=data)


def moves(m, profile):
    kind = "i16" if profile == "a16" else "i8"
    def alike(*shapes):
        return m.values(profile, *shapes, zeros=[0 if profile == "a16" else 3] * len(shapes))

    for node, shapes, out in [
        ({"op": "reshape"}, [(2, 6)], (3, 4)),
        ({"op": "transpose", "perm": [2, 0, 1]}, [(2, 3, 5)], (5, 2, 3)),
        ({"op": "transpose", "perm": [1, 0]}, [(7, 9)], (9, 7)),
        ({"op": "pad", "padding": [[1, 2], [0, 3]], "fill": 17}, [(2, 3)], (5, 6)),
        ({"op": "slice", "begin": [4, 1], "size": [3, 2], "strides": [-2, 1]}, [(5, 4)], (3, 2)),
        ({"op": "concat", "axis": 1}, [(2, 3), (2, 1), (2, 5)], (2, 9)),
        ({"op": "concat", "axis": 0}, [(3,), (4,)], (7,)),
        ({"op": "tile", "repeats": [2, 3]}, [(2, 3)], (4, 9)),
        ({"op": "tile", "repeats": [1, 4, 1]}, [(2, 1, 5)], (2, 4, 5)),
    ]:
        *ins, result = alike(*shapes, out)
        m.add(f"{node['op']} {shapes}", profile, node, ins, [result])
    index = {"shape": [6], "type": "i32", "scale": 1.0, "zero": 0, "limit": 9}
    draw = lambda: [m.integers(0, 8, (2, 6))]
    own = {"table": (kind, m.integers(*LIMITS[kind], (9, 4)))}
    m.add("gather, own type", profile, {"op": "gather"}, [index], m.values(profile, (6, 4)), own, data=draw())
    for rows_of_mult in (1, 9):
        scaled = {"table": ("i8", m.integers(-128, 127, (9, 3))), **m.requant(rows_of_mult, 128, 100)}
        m.add(f"gather, {rows_of_mult} multipliers", profile, {"op": "gather"}, [index], m.values(profile, (6, 3)), scaled, data=draw())
    for fn in ("nearest", "bilinear"):
        for shape, out in [((3, 4, 2), (6, 8, 2)), ((5, 3, 1), (7, 2, 1)), ((2, 2, 3), (1, 5, 3))]:
            for align, half in ((False, False), (False, True), (True, False)):
                ins = alike(shape, out)
                node = {"op": "resize", "fn": fn, "alignCorners": align, "halfPixel": half}
                m.add(f"resize {fn} {shape} {out} {align} {half}", profile, node, ins[:1], ins[1:])
    # A program has an input, whether anything reads it or not.
    for shape in [(), (7,), (2, 3, 5)]:
        ins = m.values(profile, (2,))
        value = {"value": (kind, m.integers(*LIMITS[kind], shape))}
        m.add(f"constant {shape}", profile, {"op": "constant"}, ins, m.values(profile, shape), value)
    mask = {"shape": [9], "type": "u8", "scale": 1.0, "zero": 0}
    bits = {"value": ("u8", m.integers(0, 1, (9,)))}
    m.add("constant mask", profile, {"op": "constant"}, m.values(profile, (2,)), [mask], bits)


def plain_value(shape, kind, **more):
    return {"shape": list(shape), "type": kind, "scale": 1.0, "zero": 0, **more}


# Rule O5: no bound, either one and both, the type's own ends among them; [low, high] of what the cases hold.
BOUNDS = {"u8": [(None, None), (1, None), (None, 0), (0, 1), (2, None), (128, 254), (255, 255)], "i32": [(None, None), (3, None), (None, 5), (3, 5), (-(2**31), -1), (2**31 - 1, None), (None, -(2**31))]}


def plain_bounds(m, draw, profile_args):
    """max and min of masks and of indices, in every profile."""
    for kind, pairs in BOUNDS.items():
        more = {"limit": 9} if kind == "i32" else {}
        for low, high in pairs:
            for fn in ("max", "min"):
                for a, b, out in [((19,), (19,), (19,)), ((2, 5), (5,), (2, 5))]:
                    node = {"op": "binary", "fn": fn, "min": low, "max": high}
                    ins = [plain_value(a, kind, **more), plain_value(b, kind, **more)]
                    data = [draw(0, 1 if kind == "u8" else 8, (2, *v["shape"])) for v in ins]
                    name = f"{fn} of {kind} {a} {b} in [{low}, {high}]"
                    m.add(name, *profile_args, node, ins, [plain_value(out, kind)], data=data)


def bounds(m, profile):
    plain_bounds(m, m.integers, [profile])
    kind = "i16" if profile == "a16" else "i8"
    least, most = LIMITS[kind]
    for low, high in [(None, None), (-5, None), (None, 7), (-5, 7), (3, 3), (least, least), (most, most), (least, most)]:
        clamp = {"min": low, "max": high}
        zero = 0 if profile == "a16" else -3
        ins, outs = m.values(profile, (19,), (19,), zeros=[zero] * 2), m.values(profile, (19,), zeros=[zero])
        for fn in ("max", "min"):
            m.add(f"{fn} in [{low}, {high}]", profile, {"op": "binary", "fn": fn, **clamp}, ins, outs)
        sums = {"mult": ("i32", ints([2**20, 2**20])), "shift": ("u8", ints([20]))}
        m.add(f"add in [{low}, {high}]", profile, {"op": "binary", "fn": "add", **clamp}, ins, outs, sums)
        m.add(f"mul in [{low}, {high}]", profile, {"op": "binary", "fn": "mul", **clamp}, ins, outs, m.requant(1, most * most, most))
        m.add(f"requantize in [{low}, {high}]", profile, {"op": "requantize", **clamp}, ins[:1], outs, m.requant(1, most, most))
        constants = {"kernel": ("i16", m.integers(-99, 99, (19,))), "bias": ("i32", m.integers(-(2**20), 2**20, (19,)))}
        m.add(f"affine in [{low}, {high}]", profile, {"op": "affine", **clamp}, ins[:1], outs, {**constants, **m.requant(19, 99 * most, most)})
        weights = {"kernel": ("i8", m.integers(-127, 127, (19, 19))), "bias": ("i32", m.integers(-(2**20), 2**20, (19,)))}
        m.add(f"dense in [{low}, {high}]", profile, {"op": "dense", **clamp}, ins[:1], outs, {**weights, **m.requant(19, 19 * 127 * most, most)})


def curve(function, scale, target):
    """1025 knots of a function whose argument is x * scale, in units of 1/target."""
    return ints([max(-32767, min(32767, round(float(function((i * 64 - 32768) * scale)) * target))) for i in range(1025)])


def recurrences(m, profile):
    bound = 32767 if profile == "a16" else 128
    sigmoid = curve(lambda v: 1 / (1 + np.exp(-v)), 2.0**-12, 32768)
    tanh = curve(np.tanh, 2.0**-12, 32768)
    for fn, gates in (("rnn", 1), ("lstm", 4), ("gru", 3), ("gru after", 3)):
        for steps, width, units, backwards, masked in [(1, 1, 1, False, False), (5, 3, 4, False, True), (4, 5, 7, True, True)]:
            after, kind = fn == "gru after", fn.split()[0]
            columns = gates * units
            sx = int(np.ceil(np.log2(width * 127 * bound / 2**15))) + 20
            tensors = {
                "kernel": ("i8", m.integers(-127, 127, (width, columns))),
                "recurrent": ("i8", m.integers(-127, 127, (units, columns))),
                "bias": ("i32", m.integers(-(2**18), 2**18, (2, columns) if after else (columns,))),
                "activationTable": ("i16", tanh),
                "multInput": ("i32", m.integers(2**18, 2**20 - 1, (columns,))),
                "multState": ("i32", m.integers(0, 2**16, (columns,))),
                "shiftGate": ("u8", ints([min(sx, 40)] * columns)),
                "multOutput": ("i32", m.integers(2**20, 2**21 - 1, (2 if kind == "lstm" else 1,))),
                "shiftOutput": ("u8", ints([21 if profile == "a16" else 29] * (2 if kind == "lstm" else 1))),
            }
            if kind != "rnn":
                tensors["recurrentTable"] = ("i16", sigmoid)
            if kind == "lstm":
                tensors |= {
                    "cellTable": ("i16", tanh),
                    "multCell": ("i32", ints([2**20, 2**20])),
                    "shiftCell": ("u8", ints([35])),
                    "multHidden": ("i32", ints([2**20])),
                    "shiftHidden": ("u8", ints([35])),
                }
            if kind == "gru":
                tensors |= {"multHidden": ("i32", ints([2**20, 2**20])), "shiftHidden": ("u8", ints([35]))}
            if after:
                tensors |= {
                    "multReset": ("i32", m.integers(2**20, 2**21 - 1, (units,))),
                    "shiftReset": ("u8", ints([27] * units)),
                }
            ins = m.values(profile, (steps, width))
            data = [m.activation(ins[0], 2)]
            if masked:
                ins.append({"shape": [steps], "type": "u8", "scale": 1.0, "zero": 0})
                data.append(m.integers(0, 1, (2, steps)))
            shapes = [(steps, units), (units,)] + ([(units,)] if kind == "lstm" else [])
            node = {
                "op": "recurrent", "fn": kind, "units": units, "backwards": backwards, "resetAfter": after,
                "zeroOutputForMask": backwards, "activation": "tanh", "recurrentActivation": "sigmoid",
            }  # fmt: skip
            m.add(f"{fn} {steps}x{width} {units}", profile, node, ins, m.values(profile, *shapes), tensors, data=data)


def widths(m):
    """Graphs of a8 with int16 in them: requantize between both, and operators on int16 alone."""
    for shape in [(5,), (2, 3), (4, 9), (1,), (3, 17)]:
        for wide, narrow in [(False, True), (True, False)]:
            ins, outs = m.values("a16" if wide else "a8", shape), m.values("a16" if narrow else "a8", shape)
            reach, target = (32767, 128) if wide else (255, 32767)
            for channels in sorted({1, shape[-1]}):
                tensors = m.requant(channels, reach * 2, target)
                kinds = f"{ins[0]['type']} to {outs[0]['type']}"
                m.add(f"requantize {kinds} {shape} by {channels}", "a8", {"op": "requantize", **CLAMP}, ins, outs, tensors)
            clamp = {"min": outs[0]["zero"], "max": 100 if outs[0]["zero"] <= 100 else None}
            m.add(f"requantize {kinds} {shape}, clamped", "a8", {"op": "requantize", **clamp}, ins, outs, m.requant(1, reach, target))
    for group in (linear, elementwise, rows, recurrences):
        wide = Maker(77)
        group(wide, "a16")
        m.cases += [{**case, "profile": "a8", "name": f"{case['name']}, int16"} for case in wide.cases[1::4]]


GROUPS = {
    "linear": linear, "windows": windows, "elementwise": elementwise, "rows": rows, "moves": moves,
    "recurrent": recurrences, "bounds": bounds,
}  # fmt: skip
