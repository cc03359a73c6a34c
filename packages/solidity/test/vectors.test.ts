import { referenceKernels } from '@evm-ml/quantized-runtime';
import { bytesToHex } from 'viem';
import { describe, expect, test } from 'vitest';
import {
  graphOf,
  inputOf,
  outputOf,
  readVectors,
  type VectorCase,
} from '../../quantized-runtime/test/support/vector-case.ts';
import { networkToSolidity, SolidityError } from '../src/index.ts';
import { compileAll } from './support/compile.ts';
import { createMachine, deploy } from './support/machine.ts';

/** Contracts of their own read and write no texts. */
const UNTRANSLATED: ReadonlySet<string> = new Set([
  ...['tokenize', 'detokenize', 'repeat', 'until', 'take', 'put'],
]);

/** Compiling takes a second for four of them: one of three of each operator is enough for every day. */
const all = process.env['VECTORS'] === 'all';
const counts = new Map<string, number>();
const isChosen = ({ profile, node }: VectorCase): boolean => {
  const key = `${profile} ${node.op}`;
  const count = counts.get(key) ?? 0;
  counts.set(key, count + 1);
  return all || count % 3 === 0;
};

const read = readVectors().map(({ file, cases }) => ({
  file,
  cases: cases.filter((c) => c.profile !== 'f32' && isChosen(c)),
}));
const files = read
  .map(({ file, cases }) => ({ file, cases: cases.filter(({ node }) => !UNTRANSLATED.has(node.op)) }))
  .filter(({ cases }) => cases.length > 0);

describe.each(files)('golden vectors of $file in Solidity', ({ file, cases }) => {
  test(`${cases.length} cases give their bits`, async () => {
    const sources = cases.map((c, i) => [
      `C${i}.sol`,
      networkToSolidity({ graph: graphOf(c) }, { name: `C${i}` }),
    ]);
    // Both ways of compiling give the same bits; one of them takes half the time.
    const fast = !/^(linear|recurrent|windows)-a16/.test(file);
    const compiled = compileAll(Object.fromEntries(sources), { fast });
    const evm = await createMachine();
    const failures: string[] = [];
    for (const [i, c] of cases.entries()) {
      const contract = await deploy(evm, compiled, `C${i}`);
      const { result } = await contract.call('predictRaw', [bytesToHex(inputOf(c))]);
      const expected = bytesToHex(outputOf(c));
      if (result !== expected) failures.push(`${c.name}: expected ${expected}, got ${result}`);
    }
    expect(failures).toEqual([]);
  }, 300_000);
});

test('a network that takes or gives a text is refused', () => {
  const texts = read.flatMap(({ cases }) => cases.filter(({ node }) => UNTRANSLATED.has(node.op)));
  expect(texts.length).toBeGreaterThan(0);
  for (const c of texts) {
    expect(() => networkToSolidity({ graph: graphOf(c) }, { name: 'Text' })).toThrow(SolidityError);
  }
});

test('the vectors cover every operator that has a translation, in both profiles', () => {
  const covered = new Set(
    files.flatMap(({ cases }: { readonly cases: readonly VectorCase[] }) =>
      cases.map(({ profile, node }) => `${profile} ${node.op}`),
    ),
  );
  const operators = Object.keys(referenceKernels.kernels).filter((op) => !UNTRANSLATED.has(op));
  const expected = ['a16', 'a8'].flatMap((profile) => operators.map((op) => `${profile} ${op}`));
  expect([...covered].sort()).toEqual(expected.sort());
});
