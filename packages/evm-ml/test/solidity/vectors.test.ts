import { bytesToHex } from 'viem';
import { describe, expect, test } from 'vitest';
import {
  graphOf,
  inputOf,
  outputOf,
  readVectors,
  type VectorCase,
} from '../../../quantized-runtime/test/support/vector-case.ts';
import { networkToSolidity, SOLIDITY_OPERATORS } from '../../src/solidity/index.ts';
import { compileAll } from './support/compile.ts';
import { createMachine, deploy } from './support/machine.ts';

const isSupported = ({ profile, node, inputs }: VectorCase) =>
  profile !== 'f32' &&
  SOLIDITY_OPERATORS.some((op) => op === node['op']) &&
  inputs.every(({ type }) => type === 'i16' || type === 'i8');

const files = readVectors()
  .map(({ file, cases }) => ({ file, cases: cases.filter(isSupported) }))
  .filter(({ cases }) => cases.length > 0);

describe.each(files)('golden vectors of $file in Solidity', ({ file, cases }) => {
  test(`${cases.length} cases give their bits`, async () => {
    const sources = cases.map((c, i) => [
      `C${i}.sol`,
      networkToSolidity({ graph: graphOf(c) }, { name: `C${i}` }),
    ]);
    // Both ways of compiling give the same bits; one of them takes half the time.
    const compiled = compileAll(Object.fromEntries(sources), { fast: file.includes('a8') });
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

test('the vectors cover every operator that has a translation, in both profiles', () => {
  const covered = new Set(
    files.flatMap(({ cases }) => cases.map(({ profile, node }) => `${profile} ${node['op']}`)),
  );
  const missing = ['a16', 'a8'].flatMap((profile) =>
    SOLIDITY_OPERATORS.map((op) => `${profile} ${op}`).filter((key) => !covered.has(key)),
  );
  expect(missing).toEqual([]);
});
