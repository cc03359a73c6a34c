import fc from 'fast-check';
import { strToU8 } from 'fflate';
import { expect, it } from 'vitest';
import { parseJson } from '../../../src/workshop/import/read/parse-json.ts';

const parse = (text: string) => parseJson(strToU8(text), 'config.json');

it('reads what JSON.parse reads, as it does', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect(parse(JSON.stringify(value))).toEqual(JSON.parse(JSON.stringify(value)));
    }),
    { numRuns: 300 },
  );
});

it("makes texts of Python's numbers that are none, but not inside texts", () => {
  expect(parse('{"a": [NaN, -Infinity, Infinity], "NaN": "say \\"NaN\\" [{", "b": -1}')).toEqual({
    a: ['NaN', '-Infinity', 'Infinity'],
    NaN: 'say "NaN" [{',
    b: -1,
  });
});

it.each(['NaNa', 'Inf', '{"a": N}', '[1', '"', '"\\"', '\\'])('refuses %s', (text) => {
  expect(() => parse(text)).toThrow('is not valid JSON');
});

it('reads a text of many millions of letters and escapes', () => {
  const letters = 'x'.repeat(20_000_000);
  expect((parse(`["${letters}"]`) as string[])[0]!.length).toBe(20_000_000);
  expect((parse(`["${'\\\\n'.repeat(3_000_000)}"]`) as string[])[0]!.length).toBe(6_000_000);
});
