import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { programBytesOf } from '../../src/format/program.ts';
import { decodeGraph, encodeGraph, type Graph, loadModel, type Tensor } from '../../src/index.ts';
import { split } from '../fuzz/reassemble.ts';
import { SEEDS } from '../fuzz/seeds.ts';
import { smallNetwork } from '../support/small-network.ts';

const { graph } = smallNetwork();
const bytes = encodeGraph(graph);

const hex = (data: Uint8Array): string => Buffer.from(data).toString('hex');

/** The graph with its tensors called by their numbers, in the order in which nodes name them. */
function numbered({ nodes, tensors, ...rest }: Graph): Graph {
  const names = [...new Set(nodes.flatMap((node) => ('params' in node ? Object.values(node.params) : [])))];
  const numberOf = (name: unknown) => String(names.indexOf(name as string));
  return {
    ...rest,
    nodes: nodes.map((node) =>
      'params' in node
        ? ({
            ...node,
            params: Object.fromEntries(
              Object.entries(node.params).map(([role, name]) => [role, numberOf(name)]),
            ),
          } as typeof node)
        : node,
    ),
    tensors: new Map([...tensors].map(([name, tensor]) => [numberOf(name), tensor])),
  };
}

/** Where the program's own bytes begin. */
const programAt = (file: Uint8Array): number => file.length - split(file).data.length + 4;

describe('the encoding of a model', () => {
  test('F3, F4: a program byte by byte', () => {
    const value = { shape: [3], type: 'i8', scale: 0.5, zero: -3 } as const;
    const params = { kernel: 'k', mult: 'm', shift: 's' };
    const small = encodeGraph({
      profile: 'a8',
      values: [value, { ...value, shape: [1], scale: 1, zero: 0 }],
      nodes: [{ op: 'dense', inputs: [0], outputs: [1], layer: 'd', min: null, max: 6, params }],
      inputs: [{ name: 'x', value: 0, kind: 'real', scale: [0.5], offset: [-0], limit: 300 }],
      outputs: [{ name: 'd', value: 1 }],
      tensors: new Map<string, Tensor>([
        ['k', { shape: [3, 1], data: new Int8Array(3) }],
        ['m', { shape: [1], data: new Int32Array(1) }],
        ['s', { shape: [1], data: new Uint8Array(1) }],
      ]),
    });
    const expected = [
      '02', // a8, the third of f32, a16, a8
      '02 0103 03 023fe0 05', // two values: [3], i8 (the fourth type), 0.5 without its zero bytes, -3 as 2 * 3 - 1
      '0101 03 023ff0 00', // [1], i8, 1, 0
      '01 00 0100 0101', // one node: dense, of value 0 to value 1
      '00 01 64', // its layer, the first text: "d"
      '00 01024018', // min is absent; max is there: 6
      '06', // of the roles that may be left out (bias, mult, shift) the last two
      '00 03 02 0301', // kernel, the first tensor: i8 [3, 1]
      '01 01 01 01', // mult, the second: i32 [1]
      '02 04 01 01', // shift, the third: u8 [1]
      '01 01 01 78 00', // one input: the second text, "x", and value 0
      '00 01023fe0 010180 ac02', // real; scales [0.5]; offsets [-0]; 300 in two bytes
      '01 00 01', // one output: the first text once more, and value 1
    ];
    const start = programAt(small);
    expect(hex(small.subarray(start, start + programBytesOf(small)))).toBe(
      expected.join('').replaceAll(' ', ''),
    );
  });

  test('F3: decoding gives back what was encoded, tensors called by number', () => {
    const { tensors, ...program } = decodeGraph(bytes);
    const expected = numbered(graph);
    expect(program).toEqual({ ...expected, tensors: undefined });
    expect(new Map([...tensors].sort())).toEqual(new Map([...expected.tensors].sort()));
  });

  test('F7: one graph has one encoding, whatever the order of its fields and tensors and the names of these', () => {
    const tensors = new Map([...graph.tensors].reverse());
    const [first, ...rest] = graph.nodes;
    const shuffled = Object.fromEntries(Object.entries(first!).reverse()) as typeof first;
    expect(hex(encodeGraph({ ...graph, tensors, nodes: [shuffled!, ...rest] }))).toBe(hex(bytes));
    expect(hex(encodeGraph(numbered(graph)))).toBe(hex(bytes));
  });

  test('F7: every operator in every profile comes back as the same bytes', () => {
    for (const seed of SEEDS) expect(hex(encodeGraph(decodeGraph(seed)))).toBe(hex(seed));
  });

  test('F3: real numbers keep their bits, -0 among them', () => {
    const finite = fc.double({ noNaN: true, noDefaultInfinity: true });
    fc.assert(
      fc.property(finite, finite, (offset, epsilon) => {
        const [port] = graph.inputs;
        const changed = { ...graph, inputs: [{ ...port!, offset: [offset, -0, epsilon] }] };
        const [back] = decodeGraph(encodeGraph(changed)).inputs;
        for (const [i, number] of [offset, -0, epsilon].entries()) expect(back!.offset[i]).toBe(number);
      }),
    );
  });

  test('F1, F2, F6: a safetensors header of fixed text, the data at a multiple of 8, the program first', () => {
    const { header, data } = split(bytes);
    expect((bytes.length - data.length) % 8).toBe(0);
    expect(Object.keys(header)).toEqual(['__metadata__', 'program', 'i32', 'i8', 'u8']);
    expect(header['__metadata__']).toEqual({ format: 'evm-ml', version: '2' });
    const entries = Object.values(header).slice(1) as { shape: [number]; data_offsets: [number, number] }[];
    expect(entries[0]!.data_offsets[0]).toBe(0);
    entries.forEach(({ data_offsets: [begin, end] }, i) => {
      expect(begin).toBe(i === 0 ? 0 : entries[i - 1]!.data_offsets[1]);
      expect(end).toBeGreaterThan(begin);
    });
    expect(entries.at(-1)!.data_offsets[1]).toBe(data.length);
  });

  test('F5: tensors of one type lie together, in the order in which the program names them', () => {
    const { header, data } = split(bytes);
    const [begin, end] = (header['i32'] as { data_offsets: [number, number] }).data_offsets;
    const numbers = ['hidden/bias', 'hidden/mult', 'out/mult', 'softmax/table'].flatMap((name) => [
      ...graph.tensors.get(name)!.data,
    ]);
    // Roles in the order of the schema: kernel, then bias, mult, shift.
    expect([...new Int32Array(data.slice(begin, end).buffer)]).toEqual(numbers);
  });

  test('bytes at any place in memory decode alike', () => {
    for (let shift = 0; shift < 8; shift++) {
      // A Buffer's slice() is no copy, unlike that of any other view.
      for (const memory of [new Uint8Array(bytes.length + shift), Buffer.alloc(bytes.length + shift)]) {
        const moved = memory.subarray(shift);
        moved.set(bytes);
        expect(hex(encodeGraph(decodeGraph(moved)))).toBe(hex(bytes));
        expect(hex(loadModel(moved).run(new Uint8Array(6), 1))).toBe(
          hex(loadModel(bytes).run(new Uint8Array(6), 1)),
        );
      }
    }
  });
});
