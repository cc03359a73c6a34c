import { describe, expect, test } from 'vitest';
import { programBytesOf } from '../../src/format/program.ts';
import {
  CAPACITY,
  decodeGraph,
  encodeGraph,
  type Graph,
  LIMITS,
  loadModel,
  type Tensor,
} from '../../src/index.ts';
import { split } from '../fuzz/reassemble.ts';
import { codeOf } from '../support/refusal-of.ts';
import { smallNetwork } from '../support/small-network.ts';

const { graph } = smallNetwork();
const bytes = encodeGraph(graph);

const refusal = (artefact: Uint8Array): string => codeOf(() => decodeGraph(artefact));
const hex = (data: Uint8Array): string => Buffer.from(data).toString('hex');

/** Where the program's own bytes begin. */
const programAt = (file: Uint8Array): number => file.length - split(file).data.length + 4;

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
  const TOO_LONG = [0x81, 0x80, 0x80, 0x80, 0x01]; // 2^28 + 1
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
    ['an axis of 2^28', [...UP_TO_TENSOR, 0, 2, 1, ...TOO_LONG.with(0, 0x80)], 'Truncated'],
    ['an axis of more', [...UP_TO_TENSOR, 0, 2, 1, ...TOO_LONG], 'BadProgram'],
    ['a role that the operator does not have', [...UP_TO_TENSOR.slice(0, -1), 1], 'BadProgram'],
    ['a real number of 8 bytes', [1, 1, 1, 4, 2, 8], 'Truncated'],
    ['a real number of 9 bytes', [1, 1, 1, 4, 2, 9], 'BadProgram'],
    ['a real number that is infinite', [1, 1, 1, 4, 2, 2, 0x7f, 0xf0], 'BadProgram'],
    ['a list of no inputs', [1, 1, ...VALUE, 0, 0], 'BadProgram'],
    ['the last operator', [1, 1, ...VALUE, 1, 31], 'Truncated'],
    ['one more', [1, 1, ...VALUE, 1, 32], 'BadProgram'],
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
    expect(refusal(new Uint8Array(CAPACITY.artefactBytes + 1))).toBe('TooLarge');
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
