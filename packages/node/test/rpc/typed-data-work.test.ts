import { expect, test } from 'vitest';
import { assertLittleWork } from '../../src/rpc/typed-data-work.ts';
import { accounts, call } from '../support/clients.ts';
import { temporaryNode } from '../support/temporary.ts';

type Types = Record<string, { name: string; type: string }[]>;

const tooMuch = 'takes more than 5000000 steps to hash';
/** T0 to T40: each has the next one in each of these fields. */
const chain = (...fields: string[]): Types =>
  Object.fromEntries(
    Array.from({ length: 41 }, (_, level) => [
      `T${level}`,
      level === 40 ? [] : fields.map((name) => ({ name, type: `T${level + 1}` })),
    ]),
  );
const nested = (levels: number): object => (levels === 0 ? {} : { a: nested(levels - 1) });
const list = (type: string): Types => ({ T0: [{ name: 'a', type: `${type}[]` }] });

test.each([
  ['many structs', { ...list('Item'), Item: [] }, { a: Array(10_000).fill({}) }, tooMuch],
  ['many values', list('bool'), { a: Array(100_000).fill(true) }, tooMuch],
  ['a long text', list('string'), { a: ['a'.repeat(5_000_000)] }, tooMuch],
  [
    'long types for several structs',
    { ...list('Item'), Item: [{ name: 'b'.repeat(100_000), type: 'bool' }] },
    { a: Array(50).fill({ ['b'.repeat(100_000)]: true }) },
    tooMuch,
  ],
  // A few hundred bytes that are hashed 2^40 times.
  ['fields of one name', chain('a', 'a'), nested(40), tooMuch],
  ['what objects inherit', chain('constructor', 'toString'), {}, tooMuch],
  ['types inside themselves', { T0: [{ name: 'a', type: 'T0' }] }, nested(1_000), 'deeper than 100'],
] as const)(
  'structured data that would be hashed for long is refused: %s',
  async (_name, types, message, why) => {
    const { url } = await temporaryNode({ dev: true });
    const data = { domain: {}, types, primaryType: 'T0', message };
    // Text, for what a body may not nest.
    expect(await call(url, 'eth_signTypedData_v4', accounts[0]!.address, JSON.stringify(data))).toMatchObject(
      {
        error: { code: -32602, message: expect.stringContaining(why) },
      },
    );
  },
);

test('what wallets sign is far below that', () => {
  const types: Types = { T0: [{ name: 'a', type: 'Item[]' }], Item: [] };
  for (let field = 0; field < 50; field++) types['Item']!.push({ name: `field${field}`, type: 'uint256' });
  const item = Object.fromEntries(types['Item']!.map(({ name }) => [name, 1]));
  const message = { a: Array(500).fill(item) };
  expect(() => assertLittleWork({ domain: {}, types, primaryType: 'T0', message })).not.toThrow();
});
