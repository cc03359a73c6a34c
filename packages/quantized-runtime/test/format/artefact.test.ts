import { keccak_256 } from '@noble/hashes/sha3.js';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { programBytesOf } from '../../src/format/program.ts';
import {
  CHUNK_BYTES,
  chunksOf,
  decodeGraph,
  encodeGraph,
  type Graph,
  INLINE_BYTES,
  initcodeOf,
  LIMITS,
  loadModel,
  MANIFEST_HEAD_BYTES,
  modelId,
  seal,
  type Tensor,
} from '../../src/index.ts';
import { split } from '../fuzz/reassemble.ts';
import { SEEDS } from '../fuzz/seeds.ts';
import { codeOf } from '../support/refusal-of.ts';
import { smallNetwork } from '../support/small-network.ts';

const { graph } = smallNetwork();
const bytes = encodeGraph(graph);

const refusal = (artefact: Uint8Array): string => codeOf(() => decodeGraph(artefact));
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

describe('F7, F11: refusals of bytes', () => {
  test('every prefix', () => {
    for (let length = 0; length < bytes.length; length++) {
      expect(refusal(bytes.subarray(0, length))).toMatch(/^(Truncated|BadHeader)$/);
    }
  });

  test('less than the length of a header, with nothing behind it in memory', () => {
    for (let length = 0; length < 8; length++) expect(refusal(bytes.slice(0, length))).toBe('Truncated');
    // A header of no bytes, of a length that is told.
    expect(refusal(new Uint8Array(8))).toBe('BadHeader');
  });

  test('a byte more', () => expect(refusal(Buffer.concat([bytes, Buffer.of(0)]))).toBe('NotCanonical'));

  test('a flipped bit of header or program, wherever it is: refused, or another graph with this very encoding', () => {
    const end = programAt(bytes) + programBytesOf(bytes) + 4;
    for (let at = 0; at < end; at++) {
      for (let bit = 0; bit < 8; bit++) {
        const flipped = bytes.slice();
        flipped[at] = flipped[at]! ^ (1 << bit);
        if (refusal(flipped) === 'accepted')
          expect(hex(encodeGraph(decodeGraph(flipped)))).toBe(hex(flipped));
        expect(codeOf(() => loadModel(flipped))).toEqual(expect.any(String));
      }
    }
  });

  test.each([
    ['spaces in the header', (text: string) => text.replace('{"dtype"', '{ "dtype"'), 'NotCanonical'],
    [
      'another order of fields',
      (text: string) => text.replace(/"dtype":"I8","shape":\[20\]/, '"shape":[20],"dtype":"I8"'),
      'NotCanonical',
    ],
    ['an escape that is not needed', (text: string) => text.replace('"i32"', '"i3\\u0032"'), 'NotCanonical'],
    ['a repeated tensor', (text: string) => text.replace('"i32":{', '"i32":{},"i32":{'), 'NotCanonical'],
    [
      'another metadata key',
      (text: string) => text.replace('"version"', '"x":"y","version"'),
      'NotCanonical',
    ],
    ['another format', (text: string) => text.replace('"format":"evm-ml"', '"format":"pt"'), 'BadHeader'],
    ['the first version', (text: string) => text.replace('"version":"2"', '"version":"1"'), 'BadHeader'],
    ['no metadata', (text: string) => text.replace('__metadata__', '__metabata__'), 'BadHeader'],
    ['no object', (text: string) => `[${text.slice(1, -1).replace(/.*/, '')}]`, 'BadHeader'],
    ['an unknown dtype', (text: string) => text.replace('"dtype":"I8"', '"dtype":"F64"'), 'NotCanonical'],
    ['no JSON', (text: string) => text.replace('{', '<'), 'BadHeader'],
    [
      'a shape that does not fill its bytes',
      (text: string) => text.replace('"shape":[20]', '"shape":[21]'),
      'NotCanonical',
    ],
  ])('%s', (_, change, code) => {
    const { header, data } = split(bytes);
    const text = JSON.stringify(header);
    const changed = change(text);
    expect(changed).not.toBe(text);
    const padded = changed.padEnd(Math.ceil(changed.length / 8) * 8, ' ');
    const length = Buffer.alloc(8);
    length.writeBigUInt64LE(BigInt(padded.length));
    expect(refusal(Buffer.concat([length, Buffer.from(padded), data]))).toBe(code);
  });

  /** The program with `change` made to its own bytes, everything else as it should be. */
  function withProgram(change: (program: Buffer) => Buffer): Uint8Array {
    const { header, data } = split(bytes);
    const start = bytes.length - data.length;
    const old = Math.ceil((4 + programBytesOf(bytes)) / 8) * 8;
    const program = change(
      Buffer.from(bytes.subarray(programAt(bytes), programAt(bytes) + programBytesOf(bytes))),
    );
    const framed = Buffer.alloc(Math.ceil((4 + program.length) / 8) * 8);
    framed.writeUInt32LE(program.length);
    program.copy(framed, 4);
    const text = JSON.stringify({ ...header }).replaceAll(/\[(\d+),(\d+)\]/g, (_, begin, end) => {
      const move = (at: number) => (at === 0 ? 0 : at - old + framed.length);
      return `[${move(Number(begin))},${move(Number(end))}]`;
    });
    const named = text.replace(`"shape":[${old}]`, `"shape":[${framed.length}]`);
    const padded = Buffer.from(named.padEnd(Math.ceil(named.length / 8) * 8, ' '));
    const length = Buffer.alloc(8);
    length.writeBigUInt64LE(BigInt(padded.length));
    return Buffer.concat([length, padded, framed, bytes.subarray(start + old)]);
  }

  test('the helper itself changes nothing', () => expect(hex(withProgram((p) => p))).toBe(hex(bytes)));

  const PROFILE = 0; // the program's first byte: 0 f32, 1 a16, 2 a8
  test.each([
    ['a field too many', (p: Buffer) => Buffer.concat([p, Buffer.of(0)]), 'NotCanonical'],
    ['a field too few', (p: Buffer) => p.subarray(0, -1), 'Truncated'],
    ['an unknown profile', (p: Buffer) => Buffer.concat([Buffer.of(3), p.subarray(1)]), 'BadProgram'],
    [
      'a number in more bytes than it needs',
      (p: Buffer) => Buffer.concat([Buffer.of(0x80 | p[PROFILE]!, 0), p.subarray(1)]),
      'NotCanonical',
    ],
    [
      'a number of more than 53 bits',
      (p: Buffer) => Buffer.concat([p.subarray(0, 1), Buffer.alloc(9, 0xff), p.subarray(1)]),
      'BadProgram',
    ],
    [
      'a list of more items than bytes',
      (p: Buffer) => Buffer.concat([p.subarray(0, 1), Buffer.of(0xff, 0xff, 0x7f), p.subarray(2)]),
      'Truncated',
    ],
    [
      'a list of as many items as eight bytes can tell',
      (p: Buffer) => Buffer.concat([p.subarray(0, 1), Buffer.alloc(7, 0x80), Buffer.of(1), p.subarray(2)]),
      'Truncated',
    ],
    [
      'one more in nine bytes',
      (p: Buffer) => Buffer.concat([p.subarray(0, 1), Buffer.alloc(8, 0x80), Buffer.of(1), p.subarray(2)]),
      'BadProgram',
    ],
    [
      'a list of no values',
      (p: Buffer) => Buffer.concat([p.subarray(0, 1), Buffer.of(0), p.subarray(2)]),
      'BadProgram',
    ],
  ])('%s', (_, change, code) => expect(refusal(withProgram(change))).toBe(code));

  // A program that ends in the middle is Truncated, unless something before is wrong already.
  const VALUE = [1, 4, 2, 2, 0x3f, 0xf0, 0]; // four numbers of i16, scale 1
  const UP_TO_PORT = [1, 1, ...VALUE, 0, 1]; // a16, no nodes, one input
  const UP_TO_TENSOR = [1, 1, ...VALUE, 1, 20, 0, 1, 0, 0, 1, 0x6c, 0]; // a constant named "l"
  const TOO_LONG = [0x81, 0x80, 0x80, 0x08]; // 2^24 + 1
  test.each<[string, readonly number[], string]>([
    ['the first text', [...UP_TO_PORT, 0], 'Truncated'],
    ['a text that skips one', [...UP_TO_PORT, 1], 'NotCanonical'],
    ['a text that is no UTF-8', [...UP_TO_PORT, 0, 1, 0xff], 'BadProgram'],
    ['the first tensor', [...UP_TO_TENSOR, 0], 'Truncated'],
    ['a tensor that skips one', [...UP_TO_TENSOR, 1], 'NotCanonical'],
    ['the last type', [...UP_TO_TENSOR, 0, 4], 'Truncated'],
    ['one more', [...UP_TO_TENSOR, 0, 5], 'BadProgram'],
    ['a rank of 6', [...UP_TO_TENSOR, 0, 2, 6], 'Truncated'],
    ['a rank of 7', [...UP_TO_TENSOR, 0, 2, 7], 'BadProgram'],
    ['an axis of 1', [...UP_TO_TENSOR, 0, 2, 1, 1], 'Truncated'],
    ['an axis of 0', [...UP_TO_TENSOR, 0, 2, 1, 0], 'BadProgram'],
    ['an axis of 2^24', [...UP_TO_TENSOR, 0, 2, 1, ...TOO_LONG.with(0, 0x80)], 'Truncated'],
    ['an axis of more', [...UP_TO_TENSOR, 0, 2, 1, ...TOO_LONG], 'BadProgram'],
    ['a role that the operator does not have', [...UP_TO_TENSOR.slice(0, -1), 1], 'BadProgram'],
    ['a real number of 8 bytes', [1, 1, 1, 4, 2, 8], 'Truncated'],
    ['a real number of 9 bytes', [1, 1, 1, 4, 2, 9], 'BadProgram'],
    ['a real number that is infinite', [1, 1, 1, 4, 2, 2, 0x7f, 0xf0], 'BadProgram'],
    ['a list of no inputs', [1, 1, ...VALUE, 0, 0], 'BadProgram'],
    ['the last operator', [1, 1, ...VALUE, 1, 24], 'Truncated'],
    ['one more', [1, 1, ...VALUE, 1, 25], 'BadProgram'],
  ])('F11: what is wrong first is told first: %s', (_, program, code) => {
    expect(refusal(withProgram(() => Buffer.from(program)))).toBe(code);
  });

  test('F11: a field too many is told before elements that are missing', () => {
    const longer = withProgram((p) => Buffer.concat([p, Buffer.of(0)]));
    expect(refusal(longer.subarray(0, -1))).toBe('NotCanonical');
    expect(refusal(bytes.subarray(0, -1))).toBe('Truncated');
  });

  test('F3: a truth value is 0 or 1', () => {
    const softmax = [...UP_TO_TENSOR.slice(0, -8), 9, 1, 0, 1, 0, 0, 1, 0x6c];
    const told = (log: number) => refusal(withProgram(() => Buffer.from([...softmax, log])));
    expect([0, 1, 2].map(told)).toEqual(['Truncated', 'Truncated', 'BadProgram']);
  });

  test('F3: text is kept as it is, a byte order mark as well', () => {
    const marked = { ...graph, inputs: graph.inputs.map((port) => ({ ...port, name: '\ufeffx' })) };
    expect(decodeGraph(encodeGraph(marked)).inputs[0]!.name).toBe('\ufeffx');
  });

  test('a program that claims more than there is, or more than is allowed', () => {
    const claim = (length: number): Uint8Array => {
      const copy = Buffer.from(bytes);
      copy.writeUInt32LE(length, programAt(bytes) - 4);
      return copy;
    };
    expect(refusal(claim(bytes.length))).toBe('Truncated');
    expect(refusal(claim(LIMITS.programBytes + 1))).toBe('TooLarge');
  });

  test('bytes behind the program that are not zero', () => {
    const copy = bytes.slice();
    const end = programAt(bytes) + programBytesOf(bytes);
    const { data } = split(bytes);
    const padding = (8 - ((end - (bytes.length - data.length)) % 8)) % 8;
    expect(padding).toBeGreaterThan(0);
    copy[end] = 1;
    expect(refusal(copy)).toBe('NotCanonical');
  });

  test('a header that claims more than there is, or more than is allowed', () => {
    const claim = (length: bigint): Uint8Array => {
      const copy = Buffer.from(bytes);
      copy.writeBigUInt64LE(length);
      return copy;
    };
    expect(refusal(claim(1000n))).toBe(bytes.length < 1008 ? 'Truncated' : 'BadHeader');
    expect(refusal(claim(2n ** 63n))).toBe('TooLarge');
    expect(refusal(new Uint8Array(LIMITS.artefactBytes + 1))).toBe('TooLarge');
  });

  test('text that is not UTF-8', () => {
    const broken = bytes.slice();
    broken[20] = 0xff;
    expect(refusal(broken)).toBe('BadHeader');
  });
});

describe('refusals to encode', () => {
  const tensor = graph.tensors.get('out/mult')!;
  const withTensors = (tensors: ReadonlyMap<string, Tensor>): Graph => ({ ...graph, tensors });
  test.each([
    ['F12: a tensor that no node uses', withTensors(new Map(graph.tensors).set('more', tensor)), 'BadTensor'],
    ['a tensor that is missing', withTensors(new Map([['hidden/kernel', tensor]])), 'BadTensor'],
    [
      'a misshapen tensor',
      withTensors(new Map([['a', { shape: [2], data: new Int8Array(3) }]])),
      'BadTensor',
    ],
    ...[
      [3, 4],
      [12, 0],
      [-3, -4],
      [2.5, 4.8],
      [1, 1, 1, 1, 1, 1, 12],
    ].map((shape): [string, Graph, string] => [
      `a tensor that does not fill its shape [${shape}]`,
      withTensors(
        new Map(graph.tensors).set('hidden/kernel', { shape, data: new Int8Array(shape[0] === 3 ? 11 : 12) }),
      ),
      'BadTensor',
    ]),
    [
      'F10: too large',
      withTensors(
        new Map(graph.tensors).set('out/kernel', { shape: [2 ** 24], data: new Int8Array(2 ** 24) }),
      ),
      'TooLarge',
    ],
    [
      'a layer whose name is half a character',
      { ...graph, nodes: graph.nodes.map((node) => ({ ...node, layer: '\ud800' })) },
      'BadProgram',
    ],
  ])('%s', (_, wrong, code) => expect(codeOf(() => encodeGraph(wrong))).toBe(code));
});

describe('G3: bytes of the program, told before anything is decoded', () => {
  test('what the file says, not more than there is', () => {
    expect(programBytesOf(bytes)).toBeGreaterThan(50);
    for (let length = 0; length <= bytes.length; length++) {
      const told = programBytesOf(bytes.subarray(0, length));
      expect(told).toBe(Math.min(programBytesOf(bytes), Math.max(0, length - programAt(bytes))));
    }
    expect(programBytesOf(new Uint8Array(64).fill(0xff))).toBe(0);
  });
});

describe('F8, F9', () => {
  const word = (n: number, size: number): Buffer => {
    const buffer = Buffer.alloc(size);
    buffer.writeUIntBE(n, 0, size);
    return buffer;
  };

  test('short content has no chunks; chunks of longer content join to it, all but the last are full', () => {
    for (const length of [1, INLINE_BYTES]) expect(chunksOf(new Uint8Array(length))).toEqual([]);
    for (const length of [INLINE_BYTES + 1, CHUNK_BYTES, CHUNK_BYTES + 1, 3 * CHUNK_BYTES]) {
      const content = Uint8Array.from({ length }, (_, i) => i * 7);
      const chunks = chunksOf(content);
      expect(hex(Buffer.concat(chunks))).toBe(hex(content));
      expect(chunks.slice(0, -1).every((chunk) => chunk.length === CHUNK_BYTES)).toBe(true);
      expect(chunks.at(-1)!.length).toBeGreaterThan(0);
    }
  });

  test('initcode is the shortest constructor: PUSH2 length, DUP1, PUSH1 10, RETURNDATASIZE, CODECOPY, RETURNDATASIZE, RETURN', () => {
    expect(hex(initcodeOf(Uint8Array.of(0, 1, 2)))).toBe('61000380600a3d393df3000102');
    expect(initcodeOf(new Uint8Array(0xffff)).length).toBe(10 + 0xffff);
    expect(() => initcodeOf(new Uint8Array(0x10000))).toThrow(RangeError);
  });

  test('manifest and id by hand: inline, one chunk, two chunks, with and without an origin', () => {
    const init = (code: Uint8Array): Uint8Array =>
      Buffer.concat([Buffer.of(0x61), word(code.length, 2), Buffer.from('80600a3d393df3', 'hex'), code]);
    const hash = (chunk: Uint8Array) => keccak_256(init(Buffer.concat([Buffer.of(0), chunk])));
    const origin = keccak_256(Uint8Array.of(1));
    for (const originId of [new Uint8Array(32), origin]) {
      for (const length of [5, INLINE_BYTES, INLINE_BYTES + 1, CHUNK_BYTES + 1]) {
        const content = Uint8Array.from({ length }, (_, i) => i * 31);
        const body =
          length <= INLINE_BYTES
            ? [content]
            : [content.subarray(0, CHUNK_BYTES), content.subarray(CHUNK_BYTES)]
                .filter((chunk) => chunk.length > 0)
                .map(hash);
        const manifest = Buffer.concat([Buffer.of(0), word(length, 4), originId, ...body]);
        const sealed = seal(content, originId);
        expect(hex(sealed.manifest)).toBe(hex(manifest));
        expect(hex(sealed.id)).toBe(hex(keccak_256(init(manifest))));
        expect(sealed.manifest.length).toBeLessThanOrEqual(24_576);
      }
    }
    expect(MANIFEST_HEAD_BYTES + INLINE_BYTES).toBe(24_576);
  });

  test("an artefact's id is that of its model with the id of its origin, and covers both", () => {
    const origin = Uint8Array.of(1, 2, 3);
    expect(hex(modelId({ model: bytes, origin }))).toBe(hex(seal(bytes, seal(origin).id).id));
    expect(hex(modelId({ model: bytes }))).toBe(hex(seal(bytes).id));
    const ids = [
      { model: bytes },
      { model: bytes, origin },
      { model: bytes, origin: Uint8Array.of(1, 2, 4) },
    ];
    expect(new Set(ids.map((artefact) => hex(modelId(artefact)))).size).toBe(3);
  });

  test('the id of the small network is pinned', () => {
    expect(hex(modelId({ model: bytes }))).toMatchInlineSnapshot(
      `"c790a6a6806869b61cbbd7e7f3c197073e63463885060b4fda2e44e62ac25e6e"`,
    );
  });
});
