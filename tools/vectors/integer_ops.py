"""The integer operators of spec/operators.md in Python's exact integers, written from the text alone."""

from math import isqrt, prod

import numpy as np

LIMITS = {"i16": (-32767, 32767), "i8": (-128, 127), "u8": (0, 255), "i32": (-(2**31), 2**31 - 1)}


def ints(array):
    return np.array(array, dtype=object)


def rq(acc, mult, shift):
    return (acc * mult + (1 << (shift - 1))) >> shift


def make_out(node, value):
    low, high = LIMITS[value["type"]]
    low = low if node.get("min") is None else node["min"]
    high = high if node.get("max") is None else node["max"]
    return lambda v: max(low, min(high, v + value["zero"]))


def pair(tensors, channel):
    mult, shift = tensors["mult"], tensors["shift"]
    channel = channel if mult.size > 1 else 0
    return mult.flat[channel], shift.flat[channel]


def each(shape):
    return np.ndindex(*shape)


def dense(node, ins, outs, t, xs):
    x, kernel = xs[0], t["kernel"]
    out = make_out(node, outs[0])
    y = ints(np.zeros(outs[0]["shape"], dtype=int))
    for at in each(y.shape):
        acc = sum(x[at[:-1] + (k,)] * kernel[k, at[-1]] for k in range(kernel.shape[0]))
        acc += t["bias"][at[-1]] if "bias" in t else 0
        y[at] = out(rq(acc, *pair(t, at[-1])))
    return [y]


def affine(node, ins, outs, t, xs):
    x = xs[0]
    kernel = np.broadcast_to(t["kernel"], x.shape)
    bias = np.broadcast_to(t.get("bias", ints([0])), x.shape)
    out = make_out(node, outs[0])
    y = ints(np.zeros(x.shape, dtype=int))
    for at in each(x.shape):
        y[at] = out(rq(x[at] * kernel[at] + bias[at], *pair(t, at[-1])))
    return [y]


def requantize(node, ins, outs, t, xs):
    out = make_out(node, outs[0])
    y = ints(np.zeros(xs[0].shape, dtype=int))
    for at in each(y.shape):
        y[at] = out(rq(xs[0][at] - ins[0]["zero"], *pair(t, at[-1])))
    return [y]


def conv(node, ins, outs, t, xs):
    x, kernel = xs[0], t["kernel"]
    zero = ins[0]["zero"]
    rank = x.ndim - 1
    out = make_out(node, outs[0])
    y = ints(np.zeros(outs[0]["shape"], dtype=int))
    depthwise = node["op"] == "depthwise"
    for at in each(y.shape):
        n = at[-1]
        acc = t["bias"][n] if "bias" in t else 0
        for tap in each(kernel.shape[:rank]):
            cell = tuple(
                at[a] * node["strides"][a] + tap[a] * node["dilations"][a] - node["padding"][a][0] for a in range(rank)
            )
            inside = all(0 <= cell[a] < x.shape[a] for a in range(rank))
            if depthwise:
                d = kernel.shape[-1]
                terms = [(n // d, kernel[tap + (n // d, n % d)])]
            else:
                depth = kernel.shape[-2]
                group = n // (kernel.shape[-1] // node["groups"])
                terms = [(group * depth + c, kernel[tap + (c, n)]) for c in range(depth)]
            acc += sum((x[cell + (c,)] if inside else zero) * w for c, w in terms)
        y[at] = out(rq(acc, *pair(t, n)))
    return [y]


def conv_transpose(node, ins, outs, t, xs):
    x, kernel = xs[0] - ins[0]["zero"], t["kernel"]
    rank = x.ndim - 1
    out = make_out(node, outs[0])
    acc = ints(np.zeros(outs[0]["shape"], dtype=int))
    for i in each(x.shape[:-1]):
        for tap in each(kernel.shape[:rank]):
            o = tuple(
                i[a] * node["strides"][a] + tap[a] * node["dilations"][a] - node["padding"][a][0] for a in range(rank)
            )
            if all(0 <= o[a] < acc.shape[a] for a in range(rank)):
                for c, n in each(kernel.shape[-2:]):
                    acc[o + (n,)] += x[i + (c,)] * kernel[tap + (c, n)]
    y = ints(np.zeros(acc.shape, dtype=int))
    for at in each(y.shape):
        bias = t["bias"][at[-1]] if "bias" in t else 0
        y[at] = out(rq(acc[at] + bias, *pair(t, at[-1])))
    return [y]


def pool(node, ins, outs, t, xs):
    x, zero = xs[0], ins[0]["zero"]
    rank = x.ndim - 1
    out = make_out(node, outs[0])
    y = ints(np.zeros(outs[0]["shape"], dtype=int))
    for at in each(y.shape):
        cells = [
            tuple(at[a] * node["strides"][a] + tap[a] - node["padding"][a][0] for a in range(rank)) + (at[-1],)
            for tap in each(node["size"])
        ]
        inside = [x[c] for c in cells if all(0 <= c[a] < x.shape[a] for a in range(rank))]
        if node["fn"] == "max":
            y[at] = max(inside)
        else:
            y[at] = out(rq(sum(v - zero for v in inside), *pair(t, len(inside) - 1)))
    return [y]


def binary(node, ins, outs, t, xs):
    a, b = np.broadcast_arrays(xs[0], xs[1])
    za, zb = ins[0]["zero"], ins[1]["zero"]
    out = make_out(node, outs[0])
    plain = make_out(node, {**outs[0], "zero": 0})
    y = ints(np.zeros(a.shape, dtype=int))
    for at in each(a.shape):
        p, q = a[at] - za, b[at] - zb
        if node["fn"] in ("max", "min"):
            y[at] = plain((max if node["fn"] == "max" else min)(a[at], b[at]))
        elif node["fn"] == "mul":
            y[at] = out(rq(p * q, *pair(t, 0)))
        else:
            m1, m2 = t["mult"]
            s = t["shift"][0]
            total = p * m1 + q * m2 if node["fn"] == "add" else p * m1 - q * m2
            y[at] = out((total + (1 << (s - 1))) >> s)
    return [y]


def knots(table, x):
    u = x + 32768
    i, f = u >> 6, u & 63
    return table[i] + (((table[i + 1] - table[i]) * f + 32) >> 6)


def unary(node, ins, outs, t, xs):
    table = t["table"]
    look = (lambda x: table[x + 128]) if ins[0]["type"] == "i8" else (lambda x: knots(table, x))
    y = ints(np.zeros(xs[0].shape, dtype=int))
    for at in each(y.shape):
        y[at] = look(xs[0][at])
    return [y]


def softmax(node, ins, outs, t, xs):
    x, table = xs[0], t["table"]
    full = 255 if ins[0]["type"] == "i8" else 32767
    keep = np.broadcast_to(xs[1] if len(xs) > 1 else ints([1]), x.shape)
    y = ints(np.zeros(x.shape, dtype=int))
    for row in each(x.shape[:-1]):
        kept = [c for c in range(x.shape[-1]) if keep[row + (c,)]]
        e = {}
        if kept:
            top = max(x[row + (c,)] for c in kept)
            for c in kept:
                d = top - x[row + (c,)]
                e[c] = table[d >> 8] * table[256 + (d & 255)] // 2**15
        else:
            e = {c: 2**30 for c in range(x.shape[-1])}
        total = sum(e.values())
        for c in range(x.shape[-1]):
            y[row + (c,)] = outs[0]["zero"] + (e.get(c, 0) * full + total // 2) // total
    return [y]


def normalize(node, ins, outs, t, xs):
    x = xs[0] - ins[0]["zero"]
    n = x.shape[-1]
    out = make_out(node, outs[0])
    y = ints(np.zeros(x.shape, dtype=int))
    for row in each(x.shape[:-1]):
        v = [x[row + (c,)] for c in range(n)]
        squares, total = sum(a * a for a in v), sum(v)
        if node["fn"] == "layer":
            d, q = [n * a - total for a in v], n * squares - total**2
        elif node["fn"] == "rms":
            d, q = [n * a for a in v], n * squares
        else:
            d, q = v, squares
        if "epsilon" in t:
            e, shift = t["epsilon"]
            q += e * n * n * 2 ** (16) // 2 ** (shift + 16)
        q = max(q, 1)
        j = 0
        while q * 4 ** (j + 1) < 2**62:
            j += 1
        r = isqrt(q * 4**j)
        for c in range(n):
            u = (d[c] * 2 ** (j + 15) + r // 2) // r
            acc = u * (t["gamma"][c] if "gamma" in t else 1) + (t["beta"][c] if "beta" in t else 0)
            y[row + (c,)] = out(rq(acc, *pair(t, 0)))
    return [y]


def reduce(node, ins, outs, t, xs):
    x, axes = xs[0], tuple(node["axes"])
    if node["fn"] in ("max", "min"):
        return [ints(getattr(np, node["fn"])(x, axis=axes))]
    out = make_out(node, outs[0])
    sums = ints(np.sum(x - ins[0]["zero"], axis=axes)).reshape(outs[0]["shape"])
    y = ints(np.zeros(sums.shape, dtype=int))
    for at in each(y.shape):
        y[at] = out(rq(sums[at], *pair(t, 0)))
    return [y]


def matmul(node, ins, outs, t, xs):
    a, b = xs[0] - ins[0]["zero"], xs[1] - ins[1]["zero"]
    b = np.swapaxes(b, -1, -2) if node["transposeB"] else b
    out = make_out(node, outs[0])
    y = ints(np.zeros(outs[0]["shape"], dtype=int))
    lead = y.shape[:-2]
    a = np.broadcast_to(a, lead + a.shape[-2:])
    b = np.broadcast_to(b, lead + b.shape[-2:])
    for at in each(y.shape):
        acc = sum(a[at[:-1] + (k,)] * b[at[:-2] + (k, at[-1])] for k in range(a.shape[-1]))
        y[at] = out(rq(acc, *pair(t, 0)))
    return [y]


def gather(node, ins, outs, t, xs):
    table = t["table"]
    y = ints(np.zeros(outs[0]["shape"], dtype=int))
    out = make_out(node, outs[0])
    for at in each(xs[0].shape):
        row = xs[0][at]
        entries = table[row]
        if "mult" in t:
            mult, shift = pair(t, row)
            entries = ints([out(rq(e, mult, shift)) for e in entries.reshape(-1)]).reshape(entries.shape)
        y[at] = entries
    return [y]


def source(node, o, size, to):
    """Coordinate of output o as numerator, denominator."""
    if node["alignCorners"]:
        return (o * (size - 1), to - 1) if to > 1 else (0, 1)
    return ((2 * o + 1) * size - to, 2 * to) if node["halfPixel"] else (o * size, to)


def nearest(node, x, y):
    for at in each(y.shape[:-1]):
        cell = []
        for o, size, to in zip(at, x.shape, y.shape):
            if node["alignCorners"]:
                p, q = source(node, o, size, to)
                cell.append(min(size - 1, (2 * p + q) // (2 * q)))
            elif node["halfPixel"]:
                cell.append((2 * o + 1) * size // (2 * to))
            else:
                cell.append(o * size // to)
        y[at] = x[tuple(cell)]
    return [y]


def resize(node, ins, outs, t, xs):
    x = xs[0]
    y = ints(np.zeros(outs[0]["shape"], dtype=int))
    if node["fn"] == "nearest":
        return nearest(node, x, y)
    for at in each(y.shape[:-1]):
        place = []
        for a in range(2):
            p, q = source(node, at[a], x.shape[a], y.shape[a])
            p = min(max(p, 0), (x.shape[a] - 1) * q)
            i = p // q
            place.append((i, min(i + 1, x.shape[a] - 1), ((p - i * q) * 4096 + q) // (2 * q)))
        (r0, r1, wy), (c0, c1, wx) = place
        for c in range(x.shape[2]):
            top = x[r0, c0, c] * (2048 - wx) + x[r0, c1, c] * wx
            bottom = x[r1, c0, c] * (2048 - wx) + x[r1, c1, c] * wx
            y[at + (c,)] = (top * (2048 - wy) + bottom * wy + 2**21) >> 22
    return [y]


def select(node, ins, outs, t, xs):
    mask, a, b = (np.broadcast_to(x, outs[0]["shape"]) for x in xs)
    return [ints(np.where(mask.astype(bool), a, b))]


def compare(node, ins, outs, t, xs):
    holds = {
        "ne": lambda v: v != node["constant"],
        "eq": lambda v: v == node["constant"],
        "gt": lambda v: v > node["constant"],
        "ge": lambda v: v >= node["constant"],
        "lt": lambda v: v < node["constant"],
        "le": lambda v: v <= node["constant"],
    }[node["fn"]](xs[0]).astype(bool)
    if node["reduceLast"] == "any":
        holds = holds.any(axis=-1)
    elif node["reduceLast"] == "all":
        holds = holds.all(axis=-1)
    return [ints(holds.astype(int))]


def c16(v):
    return max(-32767, min(32767, v))


def recurrent(node, ins, outs, t, xs):
    x = xs[0]
    mask = xs[1] if len(xs) > 1 else ints([1] * x.shape[0])
    units = node["units"]
    h, c = [0] * units, [0] * units
    columns = t["kernel"].shape[1]
    bias = t.get("bias", ints([0] * columns))
    first, second = (bias[0], bias[1]) if bias.ndim == 2 else (bias, [0] * columns)
    act = lambda v: knots(t["activationTable"], v)
    rec = lambda v: knots(t["recurrentTable"], v)
    two = lambda a, ma, b, mb, s: c16((a * ma + b * mb + (1 << (s - 1))) >> s)

    def state_sum(vector, j):
        return sum(vector[k] * t["recurrent"][k, j] for k in range(units)) + second[j]

    def pre(a, b, j):
        return two(a, t["multInput"][j], b, t["multState"][j], t["shiftGate"][j])

    def out_of(which, value):
        out = make_out({}, outs[which])
        slot = 1 if which == 2 else 0
        return [out(rq(v, t["multOutput"][slot], t["shiftOutput"][slot])) for v in value]

    sequence = []
    order = range(x.shape[0])
    for step in reversed(order) if node["backwards"] else order:
        if not mask[step]:
            sequence.append(out_of(0, [0] * units if node["zeroOutputForMask"] else h))
            continue
        a = [sum(x[step, k] * t["kernel"][k, j] for k in range(x.shape[1])) + first[j] for j in range(columns)]
        at = lambda gate, u: gate * units + u
        if node["fn"] == "rnn":
            h = [act(pre(a[u], state_sum(h, u), u)) for u in range(units)]
        elif node["fn"] == "lstm":
            g = [[pre(a[at(q, u)], state_sum(h, at(q, u)), at(q, u)) for u in range(units)] for q in range(4)]
            s = t["shiftCell"][0]
            m = t["multCell"]
            c = [two(rec(g[1][u]) * c[u], m[0], rec(g[0][u]) * act(g[2][u]), m[1], s) for u in range(units)]
            cell = [knots(t["cellTable"], v) for v in c]
            h = [c16(rq(rec(g[3][u]) * cell[u], t["multHidden"][0], t["shiftHidden"][0])) for u in range(units)]
        else:
            z = [rec(pre(a[u], state_sum(h, u), u)) for u in range(units)]
            r = [rec(pre(a[at(1, u)], state_sum(h, at(1, u)), at(1, u))) for u in range(units)]
            scaled = [c16((r[u] * h[u] + 2**14) >> 15) for u in range(units)]
            g = []
            for u in range(units):
                j = at(2, u)
                if node["resetAfter"]:
                    q = c16(rq(state_sum(h, j), t["multReset"][u], t["shiftReset"][u]))
                    g.append(act(pre(a[j], r[u] * q, j)))
                else:
                    g.append(act(pre(a[j], state_sum(scaled, j), j)))
            m, s = t["multHidden"], t["shiftHidden"][0]
            h = [two(z[u] * h[u], m[0], (32768 - z[u]) * g[u], m[1], s) for u in range(units)]
        sequence.append(out_of(0, h))
    results = [ints(sequence), ints(out_of(1, h))]
    return results + [ints(out_of(2, c))] if node["fn"] == "lstm" else results


def move(node, ins, outs, t, xs):
    x = xs[0]
    if node["op"] == "reshape":
        return [x.reshape(outs[0]["shape"])]
    if node["op"] == "transpose":
        return [x.transpose(node["perm"])]
    if node["op"] == "pad":
        return [np.pad(x, node["padding"], constant_values=node["fill"])]
    if node["op"] == "tile":
        return [np.tile(x, node["repeats"])]
    if node["op"] == "concat":
        return [np.concatenate(xs, axis=node["axis"])]
    index = [
        [b + i * s for i in range(n)] for b, n, s in zip(node["begin"], node["size"], node["strides"], strict=True)
    ]
    return [x[np.ix_(*index)]]


def constant(node, ins, outs, t, xs):
    return [t["value"]]


def cut_text(fn, text):
    """The parts of a text that become tokens."""
    if fn == "whole":
        return [text] if text else []
    if fn == "words":
        return [part for part in text.split(b" ") if part]
    starts = [i for i, byte in enumerate(text) if i == 0 or not 0x80 <= byte <= 0xBF]
    return [text[a:b] for a, b in zip(starts, [*starts[1:], len(text)])]


def tokenize(node, ins, outs, t, xs):
    given = bytes(int(b) for b in xs[0]).split(b"\xff")[0]
    text = bytes(int(t["bytes"][b]) for b in given if t["bytes"][b] != 0xFF)
    words = bytes(int(b) for b in t["vocabulary"]).split(b"\xff")[:-1]
    tokens = [int(t["ids"][words.index(p)]) if p in words else node["unknown"] for p in cut_text(node["fn"], text)]
    size = outs[0]["shape"][0]
    return [ints((tokens + [node["padding"]] * size)[:size])]


def argmax(node, ins, outs, t, xs):
    y = ints(np.zeros(outs[0]["shape"], dtype=int))
    for at in each(y.shape):
        row = list(xs[0][at])
        y[at] = row.index(max(row))
    return [y]


def detokenize(node, ins, outs, t, xs):
    data, ends = bytes(int(b) for b in t["pieces"]), [0, *(int(e) for e in t["ends"])]
    tokens = [int(token) for token in xs[0]]
    kept = tokens[: tokens.index(node["stop"])] if node["stop"] in tokens else tokens
    pieces = [data[ends[token] : ends[token + 1]] for token in kept]
    text = (b" " if node["fn"] == "words" else b"").join(piece for piece in pieces if piece)
    return [ints(list(text.ljust(outs[0]["shape"][0], b"\xff")))]


OPS = {
    "dense": dense, "affine": affine, "requantize": requantize, "conv": conv, "depthwise": conv,
    "convTranspose": conv_transpose, "pool": pool, "binary": binary, "unary": unary, "softmax": softmax,
    "normalize": normalize, "reduce": reduce, "matmul": matmul, "gather": gather, "resize": resize,
    "select": select, "compare": compare, "recurrent": recurrent, "reshape": move, "transpose": move,
    "pad": move, "tile": move, "concat": move, "slice": move, "constant": constant, "tokenize": tokenize,
    "argmax": argmax, "detokenize": detokenize,
}  # fmt: skip
