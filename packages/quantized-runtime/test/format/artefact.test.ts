import { keccak_256 } from '@noble/hashes/sha3.js';
import { describe, expect, test } from 'vitest';
import { canonicalJson, isCanonicalJson, parseJson } from '../../src/format/canonical-json.ts';
import {
  ArtefactError,
  CHUNK_BYTES,
  chunksOf,
  decodeNetwork,
  encodeNetwork,
  initcodeOf,
  LIMITS,
  loadModel,
  modelId,
} from '../../src/index.ts';
import { join, split } from '../fuzz/reassemble.ts';
import { smallNetwork } from '../support/small-network.ts';

const bytes = encodeNetwork(smallNetwork());

function codeOf(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    if (error instanceof ArtefactError) return error.code;
    throw error;
  }
  return 'accepted';
}

const refusal = (artefact: Uint8Array): string => codeOf(() => decodeNetwork(artefact));
const hex = (data: Uint8Array): string => Buffer.from(data).toString('hex');

describe('F1 to F7', () => {
  test('decoding gives back what was encoded', () => {
    const network = smallNetwork();
    const { graph, keras } = decodeNetwork(bytes);
    expect(keras).toEqual(network.keras);
    expect({ ...graph, tensors: null }).toEqual({ ...network.graph, tensors: null });
    expect(new Map([...graph.tensors].sort())).toEqual(new Map([...network.graph.tensors].sort()));
  });

  test('encoding does not depend on the order of fields and tensors', () => {
    const { graph, keras } = smallNetwork();
    const tensors = new Map([...graph.tensors].reverse());
    const [first, ...rest] = graph.nodes;
    const shuffled = Object.fromEntries(Object.entries(first!).reverse()) as typeof first;
    expect(hex(encodeNetwork({ keras, graph: { ...graph, tensors, nodes: [shuffled!, ...rest] } }))).toBe(
      hex(bytes),
    );
  });

  test('the data begins at a multiple of 8 and tensors fall in alignment', () => {
    const { header, data } = split(bytes);
    expect((bytes.length - data.length) % 8).toBe(0);
    const sizes = { F32: 4, I32: 4, I16: 2, I8: 1, U8: 1 };
    const order = Object.entries(header)
      .filter(([name]) => name !== '__metadata__')
      .map(([, entry]) => sizes[(entry as { dtype: keyof typeof sizes }).dtype]);
    expect(order).toEqual([...order].sort((a, b) => b - a));
  });

  test('bytes at any place in memory decode alike', () => {
    for (let shift = 0; shift < 8; shift++) {
      const moved = new Uint8Array(bytes.length + shift).subarray(shift);
      moved.set(bytes);
      expect(hex(encodeNetwork(decodeNetwork(moved)))).toBe(hex(bytes));
      expect(hex(loadModel(moved).run(new Uint8Array(6), 1))).toBe(
        hex(loadModel(bytes).run(new Uint8Array(6), 1)),
      );
    }
  });
});

describe('refusals of bytes', () => {
  test('every prefix', () => {
    for (let length = 0; length < bytes.length; length++) {
      expect(refusal(bytes.subarray(0, length))).toMatch(/^(Truncated|NotCanonical|BadHeader)$/);
    }
  });

  test('a byte more', () => expect(refusal(Buffer.concat([bytes, Buffer.of(0)]))).toBe('NotCanonical'));

  test('a flipped byte of the header, wherever it is', () => {
    const { data } = split(bytes);
    for (let at = 0; at < bytes.length - data.length; at++) {
      const flipped = bytes.slice();
      flipped[at] = flipped[at]! ^ 1;
      // Some flips change a name or a number and give another well-formed artefact; none may break the decoder.
      expect(codeOf(() => loadModel(flipped))).toEqual(expect.any(String));
    }
  });

  test.each([
    ['spaces in the header', (text: string) => text.replace('{"dtype"', '{ "dtype"'), 'NotCanonical'],
    [
      'another order of fields',
      (text: string) => text.replace(/"dtype":"I32","shape":\[4\]/, '"shape":[4],"dtype":"I32"'),
      'NotCanonical',
    ],
    [
      'an escape that is not needed',
      (text: string) => text.replace('"hidden/bias"', '"hidden\\/bias"'),
      'NotCanonical',
    ],
    [
      'a repeated tensor',
      (text: string) => text.replace('"hidden/bias":{', '"hidden/bias":{},"hidden/bias":{'),
      'NotCanonical',
    ],
    ['another format', (text: string) => text.replace('"format":"evm-ml"', '"format":"pt"'), 'BadProgram'],
    ['another version', (text: string) => text.replace('"version":"1"', '"version":"2"'), 'BadProgram'],
    ['an unknown dtype', (text: string) => text.replace('"dtype":"I8"', '"dtype":"F64"'), 'BadProgram'],
    ['no JSON', (text: string) => text.replace('{', '<'), 'BadHeader'],
    [
      'overlapping tensors',
      (text: string) => text.replace(/"data_offsets":\[16,32\]/, '"data_offsets":[0,16]'),
      'NotCanonical',
    ],
    [
      'a tensor beyond the end',
      (text: string) => text.replace(/"data_offsets":\[0,16\]/, '"data_offsets":[16000,16016]'),
      'Truncated',
    ],
    [
      'a shape that does not fill its bytes',
      (text: string) => text.replace('"shape":[3,4]', '"shape":[3,5]'),
      'BadTensor',
    ],
    ['a bad name', (text: string) => text.replace('"hidden/bias":{', '"hidden bias":{'), 'BadProgram'],
    [
      'an unknown operator',
      (text: string) => text.replace('\\"op\\":\\"softmax\\"', '\\"op\\":\\"softmin\\"'),
      'BadProgram',
    ],
    [
      'an unknown field',
      (text: string) => text.replace('\\"log\\":false', '\\"log\\":false,\\"lug\\":false'),
      'BadProgram',
    ],
    ['a missing field', (text: string) => text.replace('\\"log\\":false,', ''), 'BadProgram'],
    [
      'a number that is no integer',
      (text: string) => text.replace('\\"inputs\\":[0]', '\\"inputs\\":[0.5]'),
      'BadProgram',
    ],
    [
      'numbers written otherwise',
      (text: string) => text.replace('\\"inputs\\":[0]', '\\"inputs\\":[0e0]'),
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

  test('brackets without end', () => {
    const deep = Buffer.from('['.repeat(400_000));
    const length = Buffer.alloc(8);
    length.writeBigUInt64LE(BigInt(deep.length));
    expect(refusal(Buffer.concat([length, deep]))).toBe('TooLarge');
    const { header, data } = split(bytes);
    const metadata = header['__metadata__'] as object;
    const nested = { ...metadata, keras: `{"config":${'['.repeat(100)}${']'.repeat(100)},"variables":[]}` };
    expect(refusal(join({ ...header, __metadata__: nested }, data))).toBe('TooLarge');
  });

  test('a header that claims more than there is, or more than is allowed', () => {
    const claim = (length: bigint): Uint8Array => {
      const copy = Buffer.from(bytes);
      copy.writeBigUInt64LE(length);
      return copy;
    };
    expect(refusal(claim(BigInt(bytes.length)))).toBe('Truncated');
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
  const { graph, keras } = smallNetwork();
  test.each([
    ['a config with a function', { graph, keras: { ...keras, config: { f: () => 1 } } }, 'BadProgram'],
    ['a config with NaN', { graph, keras: { ...keras, config: { x: Number.NaN } } }, 'BadProgram'],
    [
      'a bad tensor name',
      { keras, graph: { ...graph, tensors: new Map([['a b', graph.tensors.get('out/mult')!]]) } },
      'BadProgram',
    ],
    [
      'a misshapen tensor',
      { keras, graph: { ...graph, tensors: new Map([['a', { shape: [2], data: new Int8Array(3) }]]) } },
      'BadTensor',
    ],
    [
      'too large',
      {
        keras,
        graph: { ...graph, tensors: new Map([['a', { shape: [2 ** 24], data: new Int8Array(2 ** 24) }]]) },
      },
      'TooLarge',
    ],
  ])('%s', (_, network, code) => expect(codeOf(() => encodeNetwork(network))).toBe(code));
});

test('RFC 8785: sorted by UTF-16 code unit, numbers as ECMAScript writes them', () => {
  // From the RFC: section 3.2.3 (sorting) and appendix B (numbers).
  const sorted = canonicalJson(
    { '\u20ac': 1, '\r': 2, '\ufb33': 3, '1': 4, '\ud83d\ude00': 5, '\u0080': 6, ö: 7 },
    'x',
  );
  expect(Object.values(JSON.parse(sorted.replaceAll('"1"', '"one"')))).toEqual([2, 4, 6, 7, 1, 5, 3]);
  expect(canonicalJson([333333333.3333333, 1e30, 4.5, 2e-3, 1e-27, -0], 'x')).toBe(
    '[333333333.3333333,1e+30,4.5,0.002,1e-27,0]',
  );
});

describe('F8, F9', () => {
  test('chunks join to the artefact, none is empty, all but the last are full', () => {
    for (const length of [1, CHUNK_BYTES - 1, CHUNK_BYTES, CHUNK_BYTES + 1, 3 * CHUNK_BYTES]) {
      const artefact = Uint8Array.from({ length }, (_, i) => i * 7);
      const chunks = chunksOf(artefact);
      expect(hex(Buffer.concat(chunks))).toBe(hex(artefact));
      expect(chunks.slice(0, -1).every((chunk) => chunk.length === CHUNK_BYTES)).toBe(true);
      expect(chunks.at(-1)!.length).toBeGreaterThan(0);
    }
  });

  test('initcode is the shortest constructor: PUSH2 length, DUP1, PUSH1 10, RETURNDATASIZE, CODECOPY, RETURNDATASIZE, RETURN', () => {
    expect(hex(initcodeOf(Uint8Array.of(0, 1, 2)))).toBe('61000380600a3d393df3000102');
    expect(() => initcodeOf(new Uint8Array(0x10000))).toThrow(RangeError);
  });

  test('the id by hand, for one and for two chunks', () => {
    const word = (n: number, size: number): Buffer => {
      const buffer = Buffer.alloc(size);
      buffer.writeUIntBE(n, 0, size);
      return buffer;
    };
    const code = (body: Uint8Array): Uint8Array =>
      keccak_256(
        Buffer.concat([
          Buffer.of(0x61),
          word(body.length + 1, 2),
          Buffer.from('80600a3d393df3', 'hex'),
          Buffer.of(0),
          body,
        ]),
      );
    for (const length of [5, 24_576]) {
      const artefact = Uint8Array.from({ length }, (_, i) => i * 31);
      const hashes =
        length === 5
          ? [code(artefact)]
          : [code(artefact.subarray(0, 24_575)), code(artefact.subarray(24_575))];
      expect(hex(modelId(artefact))).toBe(hex(code(Buffer.concat([word(length, 4), ...hashes]))));
    }
  });

  test('the id of the small network is pinned', () => {
    expect(hex(modelId(bytes))).toMatchInlineSnapshot(
      `"a9462033aa78bf6f51ba55a74fc0ac5ac87384b93a457362824d938526e1ad49"`,
    );
  });
});

describe('how deep JSON nests', () => {
  const nested = (depth: number, text: string) => `${'['.repeat(depth)}${text}${']'.repeat(depth)}`;

  test.each([
    ['64 levels', nested(64, '1'), true],
    ['65 levels', nested(65, '1'), false],
    ['brackets in quotes', nested(64, JSON.stringify('[{'.repeat(99))), true],
    ['a bracket behind an escaped quote', nested(64, '"a\\"[", [[]]'), false],
    ['a bracket behind escaped backslashes', nested(64, '"a\\\\",[]'), false],
    ['65 levels of which one is in a name', nested(63, '{"[":1}'), true],
  ])('%s', (_, text, isAccepted) => {
    const read = () => parseJson(text, 'x', 'BadHeader');
    if (isAccepted) expect(read()).toEqual(JSON.parse(text));
    else expect(read).toThrow(/nests deeper/);
  });

  test('a quote without an end', () => {
    for (const text of ['"', '"\\"', '["\\\\\\"'])
      expect(() => parseJson(text, 'x', 'BadHeader')).toThrow(/not JSON/);
  });
});

test('canonical text is known by either way of writing it', () => {
  const texts = ['{"10":1,"9":[2]}', '{"a":{"b":-0.5,"c":"\\u2028"}}', '[]', 'null', '{"":0,"__proto__":{}}'];
  for (const text of texts) {
    const canonical = canonicalJson(JSON.parse(text), 'x');
    expect(isCanonicalJson(canonical, JSON.parse(canonical), 'x')).toBe(true);
  }
  for (const text of [
    '{"9":1,"10":2}',
    '{"b":1,"a":2}',
    '[ ]',
    '-0',
    '1.0',
    '{"a":1,"a":1}',
    '[{"z":1,"y":1}]',
  ]) {
    expect(isCanonicalJson(text, JSON.parse(text), 'x')).toBe(false);
  }
});
