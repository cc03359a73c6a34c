/** Two runs of a project's tests side by side: what counts as a difference, and which ones are explained. */
import { expect, it } from 'vitest';
import { compare } from '../suites/compare.mjs';
import GenerousGas from '../suites/generous-gas.cjs';
import { toMarkdown } from '../suites/to-markdown.mjs';

const run = (tests: Readonly<Record<string, { state: string; error?: string; hook?: boolean }>>) => ({
  seconds: 2,
  tests: new Map(Object.entries(tests)),
});
const passed = { state: 'passed' };
const failed = (error: string) => ({ state: 'failed', error });

it('finds tests that pass on one only, those that never ran among them', () => {
  const theirs = run({ a: passed, b: passed, c: passed, d: failed('x'), e: failed('y') });
  const ours = run({ a: passed, b: failed('boom'), d: passed, e: failed('y') });
  const { onlyTheirs, onlyOurs, neither } = compare({ name: 'unknown' }, theirs, ours);
  expect(onlyTheirs.map(({ name }) => name)).toEqual(['b', 'c']);
  expect(onlyTheirs[0]).toMatchObject({ error: 'boom', why: undefined });
  expect(onlyTheirs[1]?.error).toMatch(/did not run/);
  expect(onlyOurs.map(({ name }) => name)).toEqual(['d']);
  expect(neither).toEqual([{ name: 'e', theirs: 'y', ours: 'y' }]);
});

it('explains a known difference by project, test and error together, never by one of them', () => {
  const name = 'test/UniswapV2Pair.spec.ts: UniswapV2Pair optimistic:1';
  const why = (project: string, test: string, error: string) =>
    compare({ name: project }, run({ [test]: passed }), run({ [test]: failed(error) })).onlyTheirs[0]?.why;
  const known = ['@uniswap/v2-core', name, 'Expected transaction to be reverted'] as const;
  expect(why(...known)).toMatch(/receipt/);
  expect(why('another', name, known[2])).toBeUndefined();
  expect(why(known[0], 'another', known[2])).toBeUndefined();
  expect(why(known[0], name, 'timeout')).toBeUndefined();
});

it('writes sums, counts of what is known, and each unknown one in a cell of its own', () => {
  const compared = compare({ name: 'p' }, run({ a: passed }), run({ a: failed('one | two\nthree') }));
  const rows = [
    { name: 's', ...compared },
    { name: 't', ...compared },
  ];
  const text = toMarkdown([{ title: 'P', version: '1', beside: 'Hardhat 2', rows }]);
  expect(text).toContain('| P 1, Hardhat 2 | **all** | 2 | 0 | 4.0 | 0 | 2 | 4.0 | 1.0 × |');
  expect(text).toContain('| P, a | Hardhat | one \\| two three |');
});

it('gives more gas to what asks for exactly its estimate, and to nothing else', () => {
  const gas = new GenerousGas();
  const transaction = { from: '0xAA', to: '0xbb', data: '0x01' };
  const send = (fields: object) => ({
    method: 'eth_sendTransaction',
    params: [{ ...transaction, ...fields }],
  });
  gas.answered({ method: 'eth_estimateGas', params: [transaction] }, '0x100');
  expect(gas.replace(send({ gas: '0x100' }))).toEqual(send({ gas: '0x300' }));
  expect(gas.replace(send({ gas: '0x100', value: '0x0' }))).toEqual(send({ gas: '0x300', value: '0x0' }));
  for (const fields of [{ gas: '0x101' }, {}, { gas: '0x100', data: '0x02' }, { gas: '0x100', value: '0x1' }])
    expect(gas.replace(send(fields))).toEqual(send(fields));
  gas.answered({ method: 'eth_estimateGas', params: [transaction] }, '0xf00000');
  expect(gas.replace(send({ gas: '0xf00000' }))).toEqual(send({ gas: '0x1000000' }));
});
