import { deflateSync, strToU8 } from 'fflate';
import { describe, expect, test } from 'vitest';
import { createContainer } from '../../../src/format/container.ts';
import { encodeGraph, LIMITS } from '../../../src/index.ts';
import { canonicalJson, parseJson } from '../../../src/workshop/origin/canonical-json.ts';
import { decodeNetwork, decodeOrigin, encodeNetwork } from '../../../src/workshop/origin/index.ts';
import { split } from '../../fuzz/reassemble.ts';
import { createRandom } from '../../support/random.ts';
import { codeOf } from '../../support/refusal-of.ts';
import { smallNetwork } from '../../support/small-network.ts';

const network = smallNetwork();
const artefact = encodeNetwork(network);
const hex = (data: Uint8Array): string => Buffer.from(data).toString('hex');

/** An origin that holds these deflated bytes. */
function originOf(deflated: Uint8Array): Uint8Array {
  const { bytes, start } = createContainer('evm-ml-origin', [
    { name: 'deflated', type: 'u8', elements: deflated.length },
  ]);
  bytes.set(deflated, start);
  return bytes;
}

const ofText = (text: string) => originOf(deflateSync(strToU8(text)));
const ofJson = (json: unknown) => ofText(JSON.stringify(json));
const refusal = (origin: Uint8Array) => codeOf(() => decodeNetwork({ ...artefact, origin }));

describe('F13', () => {
  test('model and origin together give back the network, its tensors called as they were', () => {
    const { graph, keras } = decodeNetwork(artefact);
    expect(keras).toEqual(network.keras);
    expect({ ...graph, tensors: null }).toEqual({ ...network.graph, tensors: null });
    expect(new Map([...graph.tensors].sort())).toEqual(new Map([...network.graph.tensors].sort()));
  });

  test('encoding again gives the same bytes', () => {
    const again = encodeNetwork(decodeNetwork(artefact));
    expect([hex(again.model), hex(again.origin)]).toEqual([hex(artefact.model), hex(artefact.origin)]);
  });

  test('the model does not depend on the origin', () => {
    const other = encodeNetwork({ ...network, keras: { config: { note: 'x'.repeat(999) }, variables: [] } });
    expect(hex(other.model)).toBe(hex(artefact.model));
    expect(hex(encodeGraph(network.graph))).toBe(hex(artefact.model));
    expect(hex(other.origin)).not.toBe(hex(artefact.origin));
  });

  test('a safetensors file of one tensor', () => {
    const { header, data } = split(artefact.origin);
    expect(header).toEqual({
      __metadata__: { format: 'evm-ml-origin', version: '2' },
      deflated: { dtype: 'U8', shape: [data.length], data_offsets: [0, data.length] },
    });
  });

  test('every kind of variable, with every field', () => {
    const variables = [
      { path: 'a', shape: [4, 3], from: { param: 'hidden/kernel', perm: [1, 0], rows: [1, 0.5, -2] } },
      { path: 'b', shape: [4], from: { param: 'hidden/bias', slice: [0, 2] as const, plus: 'hidden/mult' } },
      { path: 'c', shape: [], from: { fill: -0.25 } },
      { path: 'd', shape: [2], from: { data: [1e300, -1e-300] } },
    ];
    const keras = { config: null, variables };
    expect(decodeNetwork(encodeNetwork({ ...network, keras })).keras).toEqual(keras);
  });
});

describe('refusals of origins: BadOrigin, TooLarge, BadProgram, never anything else', () => {
  const names = [...network.graph.tensors.keys()];
  const sound = { config: {}, tensors: names, variables: [] };
  test.each([
    ['sound', ofJson(sound), 'accepted'],
    ['not deflated', originOf(strToU8('{"config":1}')), 'BadOrigin'],
    ['cut off', originOf(deflateSync(strToU8(JSON.stringify(sound))).subarray(0, -3)), 'BadOrigin'],
    ['nothing', originOf(new Uint8Array()), 'BadOrigin'],
    ['no JSON', ofText('{'), 'BadOrigin'],
    ['not UTF-8', originOf(deflateSync(Uint8Array.of(0x22, 0xff, 0x22))), 'BadOrigin'],
    ['no object', ofJson([]), 'BadProgram'],
    ['a field too many', ofJson({ ...sound, more: 1 }), 'BadProgram'],
    ['tensors of another model', ofJson({ ...sound, tensors: names.slice(1) }), 'BadOrigin'],
    ['two tensors of one name', ofJson({ ...sound, tensors: names.map(() => 'x') }), 'BadOrigin'],
    ['a bad name', ofJson({ ...sound, tensors: names.map((name) => `${name} `) }), 'BadProgram'],
    ['a bad variable', ofJson({ ...sound, variables: [{ path: 'a', shape: [1] }] }), 'BadProgram'],
    ['brackets without end', ofText('['.repeat(100_000)), 'TooLarge'],
    ['the model itself', artefact.model, 'BadHeader'],
    ['too large', new Uint8Array(LIMITS.originBytes + 1), 'TooLarge'],
  ])('%s', (_, origin, code) => expect(refusal(origin)).toBe(code));

  test('200 MB of zeros in 200 kB are refused before they are in memory', () => {
    const bomb = originOf(deflateSync(new Uint8Array(200 * 2 ** 20)));
    expect(bomb.length).toBeLessThan(2 ** 18);
    const before = process.memoryUsage().arrayBuffers;
    expect(codeOf(() => decodeOrigin(bomb))).toBe('TooLarge');
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(100 * 2 ** 20);
  });

  test('3,000 damaged origins throw ArtefactError alone', () => {
    for (let seed = 0; seed < 3000; seed++) {
      const random = createRandom(seed);
      const copy = artefact.origin.slice(
        0,
        random.integer(artefact.origin.length - 40, artefact.origin.length),
      );
      for (let hits = random.integer(1, 4); hits > 0; hits--) {
        copy[random.integer(0, copy.length - 1)] = random.integer(0, 255);
      }
      expect(refusal(copy)).toEqual(expect.any(String));
    }
  });
});

describe('refusals to encode', () => {
  const { keras } = network;
  test.each([
    ['a config with a function', { ...network, keras: { ...keras, config: { f: () => 1 } } }, 'BadProgram'],
    ['a config with NaN', { ...network, keras: { ...keras, config: { x: Number.NaN } } }, 'BadProgram'],
  ])('%s', (_, wrong, code) => expect(codeOf(() => encodeNetwork(wrong))).toBe(code));
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
