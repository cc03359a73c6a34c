import fc from 'fast-check';
import { expect, test } from 'vitest';
import { elementCount } from '../../src/graph/element-types.ts';
import type { Node, TensorData, Value } from '../../src/graph/graph.ts';
import { createRandom, type Random } from '../support/random.ts';
import {
  activation,
  activations,
  int8Kernel,
  integerProfile,
  requantization,
  seeds,
} from '../wasm/arbitrary.ts';
import { expectSame } from '../wasm/expect-same.ts';
import { graphOf } from '../wasm/run-node.ts';

// The rules of spec/numerics.md written once more, in BigInt, against the kernels of both sets.

type Profile = 'a16' | 'a8';

/** O2, N3: one rounding, half toward +infinity. */
const rq = (acc: bigint, mult: number, shift: number): bigint =>
  (acc * BigInt(mult) + (1n << BigInt(shift - 1))) >> BigInt(shift);

const [LOW, HIGH] = [
  { a16: -32767, a8: -128 },
  { a16: 32767, a8: 127 },
];

/** O2: the zero point, then the type's ends cut down by the node's own. */
function out(
  profile: Profile,
  value: bigint,
  { zero }: Value,
  min: number | null = null,
  max: number | null = null,
) {
  const [low, high] = [Math.max(LOW[profile], min ?? -Infinity), Math.min(HIGH[profile], max ?? Infinity)];
  return Math.min(Math.max(Number(value) + zero, low), high);
}

const zeroFor = (random: Random, profile: Profile) => (profile === 'a8' ? random.edgy(-128, 127) : 0);
const tensor = (data: TensorData) => ({ shape: [data.length], data });
const read = (profile: Profile, bytes: Uint8Array) =>
  profile === 'a16' ? new Int16Array(bytes.buffer) : new Int8Array(bytes.buffer);

/** Runs a node with both sets of kernels, which have to agree, and reads its first output. */
function run(
  node: Node,
  profile: Profile,
  values: readonly Value[],
  tensors: Parameters<typeof graphOf>[3],
  inputs: readonly Uint8Array[],
): number[] {
  const [bytes] = expectSame({ graph: graphOf(node, profile, values, tensors), inputs, batch: 1 });
  return [...read(profile, bytes!)];
}

const check = (property: (random: Random, profile: Profile) => void, numRuns = 200) =>
  fc.assert(
    fc.property(seeds, integerProfile, (seed, profile) => property(createRandom(seed), profile)),
    { numRuns },
  );

const typeOf = (profile: Profile) => (profile === 'a16' ? 'i16' : 'i8');

/** Two inputs of one shape, their numbers, and an output. */
function pair(random: Random, profile: Profile) {
  const shape = [random.integer(1, 30)];
  const values = [0, 1, 2].map(() => activation(profile, shape, zeroFor(random, profile)));
  const inputs = [0, 1].map(() => activations(random, typeOf(profile), shape[0]!));
  return { values, inputs, numbers: inputs.map((bytes) => [...read(profile, bytes)]) };
}

test('O2: requantized, then the zero point, then clamped to the type and to min and max', () => {
  check((random, profile) => {
    const shape = [random.integer(1, 40)];
    const [x, y] = [0, 1].map(() => activation(profile, shape, zeroFor(random, profile)));
    const bytes = activations(random, typeOf(profile), shape[0]!);
    const { mult, shift } = requantization(random, 1, 0, true);
    const min = random.integer(0, 1) ? random.integer(-100, 0) : null;
    const max = random.integer(0, 1) ? random.integer(1, 100) : null;
    const node: Node = {
      op: 'requantize',
      layer: 'r',
      inputs: [0],
      outputs: [1],
      min,
      max,
      params: { mult: 'mult', shift: 'shift' },
    };
    const expected = [...read(profile, bytes)].map((q) =>
      out(profile, rq(BigInt(q - x!.zero), mult.data[0]!, shift.data[0]!), y!, min, max),
    );
    expect(run(node, profile, [x!, y!], { mult, shift }, [bytes])).toEqual(expected);
  });
});

test('N2: what a kernel writes stays in the range of its type, so that -32768 never appears', () => {
  for (const profile of ['a16', 'a8'] as const) {
    const all =
      profile === 'a16'
        ? Int16Array.from({ length: 65_535 }, (_, i) => i - 32_767)
        : Int8Array.from({ length: 256 }, (_, i) => i - 128);
    const values = [activation(profile, [all.length], 0), activation(profile, [all.length], 0)];
    const node: Node = {
      op: 'requantize',
      layer: 'r',
      inputs: [0],
      outputs: [1],
      min: null,
      max: null,
      params: { mult: 'mult', shift: 'shift' },
    };
    // Nearly doubled: most numbers leave the range on one side or the other.
    const tensors = { mult: tensor(Int32Array.of(2 ** 21 - 1)), shift: tensor(Uint8Array.of(20)) };
    const given = run(node, profile, values, tensors, [new Uint8Array(all.buffer)]);
    expect([given.at(0), given.at(-1)]).toEqual([LOW[profile], HIGH[profile]]);
    expect(given.every((q) => q >= LOW[profile] && q <= HIGH[profile])).toBe(true);
  }
});

test('N5: a padding cell holds the zero point of the input', () => {
  check((random, profile) => {
    const [length, channels, filters, taps] = [1, 1, 1, 1].map(() => random.integer(1, 6));
    const padding = [random.integer(0, 3), random.integer(0, 3)] as const;
    const size = length! + padding[0] + padding[1];
    if (taps! > size) return;
    const x = activation(profile, [length!, channels!], zeroFor(random, profile));
    const padded = { ...x, shape: [size, channels!] };
    const y = activation(profile, [size - taps! + 1, filters!], zeroFor(random, profile));
    const kernel = int8Kernel(random, [taps!, channels!, filters!]);
    const tensors = { kernel, ...requantization(random, filters!, 2 ** 20, false) };
    const conv = (border: readonly [number, number]): Node => ({
      op: 'conv',
      layer: 'c',
      inputs: [0],
      outputs: [1],
      min: null,
      max: null,
      strides: [1],
      dilations: [1],
      padding: [border],
      groups: 1,
      params: { kernel: 'kernel', bias: 'bias', mult: 'mult', shift: 'shift' },
    });
    const bytes = activations(random, typeOf(profile), elementCount(x.shape));
    const width = profile === 'a16' ? 2 : 1;
    const whole = profile === 'a16' ? new Int16Array(size * channels!) : new Int8Array(size * channels!);
    const written = new Uint8Array(whole.fill(x.zero).buffer);
    written.set(bytes, padding[0] * channels! * width);
    expect(run(conv(padding), profile, [x, y], tensors, [bytes])).toEqual(
      run(conv([0, 0]), profile, [padded, y], tensors, [written]),
    );
  });
});

test('N6: add and subtract share one shift and round once', () => {
  check((random, profile) => {
    const { values, inputs, numbers } = pair(random, profile);
    const [a, b, y] = values;
    const mults = [random.edgy(2 ** 20, 2 ** 21 - 1), random.edgy(0, 2 ** 21 - 1)];
    if (random.integer(0, 1)) mults.reverse();
    const shift = random.integer(1, 52);
    const fn = random.integer(0, 1) ? 'add' : 'sub';
    const node: Node = {
      op: 'binary',
      fn,
      layer: 'b',
      inputs: [0, 1],
      outputs: [2],
      min: null,
      max: null,
      params: { mult: 'mult', shift: 'shift' },
    };
    const tensors = { mult: tensor(Int32Array.from(mults)), shift: tensor(Uint8Array.of(shift)) };
    const expected = numbers[0]!.map((left, i) => {
      const right = BigInt(numbers[1]![i]! - b!.zero) * BigInt(mults[1]!);
      const sum = BigInt(left - a!.zero) * BigInt(mults[0]!) + (fn === 'add' ? right : -right);
      return out(profile, (sum + (1n << BigInt(shift - 1))) >> BigInt(shift), y!);
    });
    expect(run(node, profile, values, tensors, inputs)).toEqual(expected);
  });
});

test('N7: a product of what lies above the zero points, rounded once', () => {
  check((random, profile) => {
    const { values, inputs, numbers } = pair(random, profile);
    const [a, b, y] = values;
    const { mult, shift } = requantization(random, 1, 0, true);
    const node: Node = {
      op: 'binary',
      fn: 'mul',
      layer: 'b',
      inputs: [0, 1],
      outputs: [2],
      min: null,
      max: null,
      params: { mult: 'mult', shift: 'shift' },
    };
    const expected = numbers[0]!.map((left, i) => {
      const product = BigInt(left - a!.zero) * BigInt(numbers[1]![i]! - b!.zero);
      expect(BigInt.asIntN(32, product)).toBe(product);
      return out(profile, rq(product, mult.data[0]!, shift.data[0]!), y!);
    });
    expect(run(node, profile, values, { mult, shift }, inputs)).toEqual(expected);
  });
});

test('N8: averages are exact sums, requantized once, with a reciprocal for each count of cells', () => {
  check((random, profile) => {
    const [length, channels, window] = [random.integer(1, 12), random.integer(1, 9), random.integer(2, 4)];
    const before = random.integer(0, window - 1);
    const after = random.integer(0, window - 1);
    if (length + before + after < window) return;
    const x = activation(profile, [length, channels], zeroFor(random, profile));
    const y = activation(profile, [length + before + after - window + 1, channels], zeroFor(random, profile));
    const pairs = before + after === 0 ? 1 : window;
    const { mult, shift } = requantization(random, pairs, 0, false);
    const node: Node = {
      op: 'pool',
      fn: 'avg',
      layer: 'p',
      inputs: [0],
      outputs: [1],
      size: [window],
      strides: [1],
      padding: [[before, after]],
      params: { mult: 'mult', shift: 'shift' },
    };
    const bytes = activations(random, typeOf(profile), elementCount(x.shape));
    const cells = [...read(profile, bytes)];
    const expected = Array.from({ length: elementCount(y.shape) }, (_, i) => {
      const [begin, channel] = [Math.floor(i / channels) - before, i % channels];
      const inside = Array.from({ length: window }, (_, t) => begin + t).filter(
        (at) => at >= 0 && at < length,
      );
      const sum = inside.reduce((total, at) => total + cells[at * channels + channel]! - x.zero, 0);
      const which = pairs === 1 ? 0 : inside.length - 1;
      return out(profile, rq(BigInt(sum), mult.data[which]!, shift.data[which]!), y);
    });
    expect(run(node, profile, [x, y], { mult, shift }, [bytes])).toEqual(expected);
  });
});

test.each([
  ['N9: a function in a8 is a table of 256 entries, indexed by x + 128', 'a8'],
  ['N10: a function in a16 is 1025 knots of which neighbours are joined by a line', 'a16'],
] as const)('%s', (_, profile) => {
  const random = createRandom(9);
  for (let round = 0; round < 5; round++) {
    const table = Array.from({ length: profile === 'a8' ? 256 : 1025 }, () =>
      random.edgy(LOW[profile], HIGH[profile]),
    );
    const all = Array.from({ length: HIGH[profile] - LOW[profile] + 1 }, (_, i) => LOW[profile] + i);
    const data = profile === 'a8' ? Int8Array : Int16Array;
    const node: Node = {
      op: 'unary',
      fn: 'tanh',
      layer: 'u',
      inputs: [0],
      outputs: [1],
      alpha: 0,
      beta: 0,
      params: { table: 'table' },
    };
    const expected = all.map((x) => {
      if (profile === 'a8') return table[x + 128]!;
      const [knot, part] = [Math.floor((x + 32768) / 64), BigInt((x + 32768) % 64)];
      return table[knot]! + Number((BigInt(table[knot + 1]! - table[knot]!) * part + 32n) >> 6n);
    });
    const values = [activation(profile, [all.length], 3), activation(profile, [all.length], -4)];
    const given = run(node, profile, values, { table: tensor(data.from(table)) }, [
      new Uint8Array(data.from(all).buffer),
    ]);
    expect(given).toEqual(expected);
  }
});

test('N11: softmax: two table entries a term, an exact sum, a floor division', () => {
  check((random, profile) => {
    const length = random.integer(1, 20);
    const table = Int32Array.from({ length: 512 }, (_, i) => {
      if (i === 0 || i === 256) return i === 0 ? 2 ** 30 : 2 ** 15;
      return i < 256 ? random.edgy(0, 2 ** 30) : random.edgy(0, 2 ** 15);
    });
    const [full, zero, scale] = profile === 'a16' ? [32767n, 0, 1 / 32767] : [255n, -128, 1 / 255];
    const x = activation(profile, [length], zeroFor(random, profile));
    const y: Value = { ...x, scale, zero };
    const bytes = activations(random, typeOf(profile), length);
    const numbers = [...read(profile, bytes)];
    const most = Math.max(...numbers);
    const terms = numbers.map((q) => {
      const d = most - q;
      return (BigInt(table[d >> 8]!) * BigInt(table[256 + (d & 255)]!)) >> 15n;
    });
    const sum = terms.reduce((total, term) => total + term, 0n);
    const expected = terms.map((term) => Number((term * full + sum / 2n) / sum) + zero);
    const node: Node = {
      op: 'softmax',
      layer: 's',
      inputs: [0],
      outputs: [1],
      log: false,
      params: { table: 'table' },
    };
    expect(run(node, profile, [x, y], { table: tensor(table) }, [bytes])).toEqual(expected);
  });
});
