import { describe, expect, test } from 'vitest';
import {
  createModel,
  encodeGraph,
  InputError,
  type InputPort,
  loadModel,
  type Model,
  referenceKernels,
  type Value,
  wasmKernels,
} from '../../src/index.ts';
import { realPort } from '../../src/workshop/build/plain.ts';
import { GraphMaker } from '../support/graph-maker.ts';
import { smallNetwork } from '../support/small-network.ts';

const bytes = encodeGraph(smallNetwork().graph);
const SETS = [referenceKernels, wasmKernels];
const ONE = 10n ** 18n;

function refusalOf(act: () => unknown): InputError {
  try {
    act();
  } catch (error) {
    if (error instanceof InputError) return error;
    throw error;
  }
  throw new Error('accepted');
}

describe.each(SETS)('loadModel, $name', (kernels) => {
  const model = loadModel(bytes, { kernels });

  test('tells sizes and work', () => {
    const { profile, inputLength, inputBytes, outputLength, outputBytes } = model;
    expect({ profile, inputLength, inputBytes, outputLength, outputBytes, kernels: model.kernels }).toEqual({
      ...{
        profile: 'a16',
        inputLength: 3,
        inputBytes: 6,
        outputLength: 2,
        outputBytes: 4,
        kernels: kernels.name,
      },
    });
    expect(model.work.map(({ op }) => op)).toEqual(['dense', 'dense', 'softmax']);
  });

  test("numbers in the network's own units: scale and offset for each feature", () => {
    // (x - offset) / scale with scales 0.5, 0.25, 0.1 and offsets 0, 1, -1
    const encoded = new Int16Array(model.encodeReal([1.5, 1.5, 0]).buffer);
    expect([...encoded]).toEqual([3, 2, 10]);
    expect(model.encodeFixed([(3n * ONE) / 2n, (3n * ONE) / 2n, 0n])).toEqual(
      model.encodeReal([1.5, 1.5, 0]),
    );
  });

  test('outputs in real and in fixed numbers are the same numbers', () => {
    const output = model.run(model.encodeReal([1, 2, 3, -4, 5, -6]), 2);
    const real = model.decodeReal(output);
    const fixed = model.decodeFixed(output);
    expect(real.length).toBe(4);
    expect(fixed.map((number) => Number(number) / 1e18)).toEqual(
      [...real].map((number) => expect.closeTo(number, 15)),
    );
    expect(real[0]! + real[1]!).toBeCloseTo(1, 4);
  });

  test("runs do not touch each other or the caller's bytes", () => {
    const input = model.encodeReal([1, 2, 3]);
    const copy = input.slice();
    const first = model.run(input, 1);
    const kept = first.slice();
    model.run(model.encodeReal([-9, 9, -9]), 1);
    expect([input, first]).toEqual([copy, kept]);
    expect(model.run(input, 1)).toEqual(kept);
  });

  test('N2, N13: refuses -32768 and says where', () => {
    const input = new Int16Array([1, 2, 3, 4, -32768, 6]);
    const error = refusalOf(() => model.run(new Uint8Array(input.buffer), 2));
    expect([error.code, error.index]).toEqual(['InputOutOfRange', 4]);
  });

  test('finds -32768 wherever it is', () => {
    for (let index = 0; index < 42; index++) {
      const input = new Int16Array(42).fill(-32767);
      input[index] = -32768;
      expect(refusalOf(() => model.run(new Uint8Array(input.buffer), 14)).index).toBe(index);
    }
  });

  test('refuses lengths', () => {
    expect(refusalOf(() => model.run(new Uint8Array(7), 1)).code).toBe('WrongInputLength');
    expect(refusalOf(() => model.run(new Uint8Array(6), 0.5)).code).toBe('WrongInputLength');
    expect(refusalOf(() => model.encodeReal([1, 2])).code).toBe('WrongInputLength');
    expect(refusalOf(() => model.encodeFixed([1n, 2n, 3n, 4n])).code).toBe('WrongInputLength');
    expect(refusalOf(() => model.decodeReal(new Uint8Array(3))).code).toBe('WrongInputLength');
    expect(refusalOf(() => model.encodeReal([1, 2, Number.NaN])).index).toBe(2);
  });

  test('bytes at any alignment', () => {
    const shifted = new Uint8Array(13).subarray(1, 13);
    shifted.set(model.encodeReal([1, 2, 3, 4, 5, 6]));
    expect(model.run(shifted, 2)).toEqual(model.run(shifted.slice(), 2));
  });
});

/** Two real inputs and an index, two outputs. */
function severalPorts(): GraphMaker {
  const m = new GraphMaker('a16', 9);
  const a = m.input([2]);
  const tokens = m.indexInput([3], 5);
  const b = m.input([2]);
  const sum = m.value([2]);
  const params = {
    mult: m.tensor('mult', 'i32', [2], 2 ** 20, 2 ** 20),
    shift: m.tensor('shift', 'u8', [1], 20, 20),
  };
  m.add({
    op: 'binary',
    inputs: [a, b],
    outputs: [sum],
    layer: 'sum',
    fn: 'add',
    min: null,
    max: null,
    params,
  });
  const rows = m.value([3, 2]);
  m.add({
    op: 'gather',
    inputs: [tokens],
    outputs: [rows],
    layer: 'rows',
    params: { table: m.tensor('table', 'i16', [5, 2]) },
  });
  return m;
}

describe.each(SETS)('several ports, $name', (kernels) => {
  const m = severalPorts();
  const graph = m.graph([4, 3]);
  const model: Model = createModel(graph, { kernels });
  const table = graph.tensors.get('2/table')!.data;

  test('P7: ports follow each other within an example', () => {
    const batch = 3;
    const numbers = [...[1, 2, 0, 4, 2, 10, 20], ...[3, 4, 1, 1, 1, 30, 40], ...[5, 6, 3, 2, 1, 50, 60]];
    const output = new Int16Array(model.run(model.encodeReal(numbers), batch).buffer);
    const rows = (...indices: number[]): number[] =>
      indices.flatMap((row) => [table[2 * row]!, table[2 * row + 1]!]);
    expect([...output]).toEqual([
      ...rows(0, 4, 2),
      11,
      22,
      ...rows(1, 1, 1),
      33,
      44,
      ...rows(3, 2, 1),
      55,
      66,
    ]);
  });

  test('P7: a batch that takes several rounds answers and refuses as one round does', () => {
    const batch = 200; // a round has at most 64
    const one = model.encodeReal([1, 2, 0, 4, 2, 10, 20]);
    const numbers = Array.from({ length: batch }, (_, i) => [i, -i, i % 5, (i + 1) % 5, 0, 2 * i, i]).flat();
    const input = model.encodeReal(numbers);
    const output = model.run(input, batch);
    for (let i = 0; i < batch; i++) {
      const alone = model.run(input.slice(i * one.length, (i + 1) * one.length), 1);
      expect(output.slice(i * alone.length, (i + 1) * alone.length)).toEqual(alone);
    }
    for (const example of [0, 63, 64, 130, 199]) {
      const token = input.slice();
      new DataView(token.buffer).setInt32(example * one.length + 8, 5, true);
      expect(refusalOf(() => model.run(token, batch)).index).toBe(7 * example + 3);
      const lowest = input.slice();
      new DataView(lowest.buffer).setInt16(example * one.length + 18, -32768, true);
      expect(refusalOf(() => model.run(lowest, batch)).index).toBe(7 * example + 6);
    }
  });

  test('N13: an index beyond the limit is refused, as a number and as bytes', () => {
    const error = refusalOf(() => model.encodeReal([1, 2, 0, 5, 0, 1, 2]));
    expect([error.code, error.index]).toEqual(['InputOutOfRange', 3]);
    const input = model.encodeReal([1, 2, 0, 4, 0, 1, 2]);
    new DataView(input.buffer).setInt32(8, -1, true);
    expect(refusalOf(() => model.run(input, 1)).index).toBe(3);
  });
});

test('an output may be an input, and one value may leave twice', () => {
  const m = new GraphMaker('a16', 1);
  const x = m.input([4]);
  const graph = m.graph([x]);
  const twice = { ...graph, outputs: [...graph.outputs, { name: 'again', value: x }] };
  for (const kernels of SETS) {
    const model = createModel(twice, { kernels });
    const input = new Uint8Array(new Int16Array([1, -2, 3, -4]).buffer);
    expect(Buffer.concat([input, input]).equals(model.run(input, 1))).toBe(true);
  }
});

test('O7: NaN bits of the caller come out as the one NaN, infinities as they are', () => {
  const m = new GraphMaker('f32', 1);
  const x = m.input([4]);
  const y = m.alike(x, [4, 1]);
  m.add({ op: 'reshape', inputs: [x], outputs: [y], layer: 'r' });
  const input = new Uint8Array(new Uint32Array([0xffc12345, 0x7f800001, 0x7f800000, 0xff800000]).buffer);
  for (const kernels of SETS) {
    const output = createModel(m.graph([y]), { kernels }).run(input, 1);
    expect([...new Uint32Array(output.buffer)]).toEqual([
      ...[0x7fc00000, 0x7fc00000, 0x7f800000, 0xff800000],
    ]);
  }
});

test.each(SETS)(
  'P7: many examples of one port, whose round is full, are the same one by one, $name',
  (kernels) => {
    const model = loadModel(bytes, { kernels });
    const input = model.encodeReal(Array.from({ length: 3 * 200 }, (_, i) => ((i * 7) % 11) - 5));
    const output = model.run(input, 200);
    for (let i = 0; i < 200; i++) {
      expect(output.slice(4 * i, 4 * i + 4)).toEqual(model.run(input.slice(6 * i, 6 * i + 6), 1));
    }
    const wrong = input.slice();
    new DataView(wrong.buffer).setInt16(2 * 500, -32768, true);
    expect(refusalOf(() => model.run(wrong, 200)).index).toBe(500);
  },
);

test('N13: numbers of f32 and i32 are little-endian bytes on both sides', () => {
  const floats = new GraphMaker('f32', 1);
  const x = floats.input([2]);
  const y = floats.alike(x, [2, 1]);
  floats.add({ op: 'reshape', inputs: [x], outputs: [y], layer: 'r' });
  const real = createModel(floats.graph([y]));
  const input = real.encodeReal([1.5, -0.1]);
  expect([...input]).toEqual([0, 0, 0xc0, 0x3f, 0xcd, 0xcc, 0xcc, 0xbd]);
  expect([...real.decodeReal(real.run(input, 1))]).toEqual([1.5, Math.fround(-0.1)]);
  expect(real.encodeFixed([(3n * ONE) / 2n, -ONE / 10n])).toEqual(input);

  const indices = new GraphMaker('a16', 1);
  const i = indices.indexInput([2], 70_000);
  const j = indices.alike(i, [2, 1]);
  indices.add({ op: 'reshape', inputs: [i], outputs: [j], layer: 'r' });
  const whole = createModel(indices.graph([j]));
  const given = whole.encodeReal([258, 66_051]);
  expect([...given]).toEqual([2, 1, 0, 0, 3, 2, 1, 0]);
  expect(whole.decodeFixed(whole.run(given, 1))).toEqual([258n * ONE, 66_051n * ONE]);
});

/** A port of two rows of three numbers that leaves as it came. */
function passing(profile: 'a16' | 'a8', port: Partial<InputPort>, over: Partial<Value>): Model {
  const m = new GraphMaker(profile, 1);
  const x = m.value([2, 3], { scale: 1, ...over });
  m.inputs.push({ ...realPort('x', x), ...port });
  const y = m.alike(x, [6]);
  m.add({ op: 'reshape', inputs: [x], outputs: [y], layer: 'r' });
  return createModel(m.graph([y]));
}

test.each<[string, Partial<InputPort>, readonly number[]]>([
  ['a scale and an offset', { scale: [2], offset: [4] }, [-2, -1, 0, 1, 2, 3]],
  ['scales and an offset', { scale: [2, 1, 0.5], offset: [4] }, [-2, -2, 0, 1, 4, 12]],
  ['a scale and offsets', { scale: [2], offset: [4, 0, -4] }, [-2, 1, 4, 1, 4, 7]],
  ['both', { scale: [2, 1, 0.5], offset: [4, 0, -4] }, [-2, 2, 16, 1, 8, 28]],
])('N13: %s of the last axis hold in each of its rows', (_, port, expected) => {
  const model = passing('a16', port, {});
  const reals = [0, 2, 4, 6, 8, 10];
  const encoded = model.encodeReal([...reals, ...reals]);
  expect([...new Int16Array(encoded.buffer)]).toEqual([...expected, ...expected]);
  expect(model.encodeFixed([...reals, ...reals].map((x) => BigInt(x) * ONE))).toEqual(encoded);
});

test('N13: what leaves is less its zero point, times its scale', () => {
  const model = passing('a8', {}, { zero: -7, scale: 0.5 });
  const output = Uint8Array.from(Int8Array.of(-128, -7, 0, 1, 127, -8));
  const reals = [-60.5, 0, 3.5, 4, 67, -0.5];
  expect([...model.decodeReal(output)]).toEqual(reals);
  expect(model.decodeFixed(output)).toEqual(reals.map((x) => (BigInt(2 * x) * ONE) / 2n));
});
