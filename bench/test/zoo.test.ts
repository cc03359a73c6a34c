import { KINDS, validate } from '@evm-ml/quantized-runtime';
import { expect, test } from 'vitest';
import { ZOO } from '../src/gas/zoo/zoo.ts';

/** Their data is where it should be before a run begins: their prices are floors. */
const IDLE = ['reshape', 'constant'];

test('every kind of operator has a specimen that its price is measured by', () => {
  const measured = new Set<string>(ZOO.flatMap(({ graph }) => validate(graph).work.map(({ kind }) => kind)));
  expect(KINDS.f32.filter((kind) => !measured.has(kind)).sort()).toEqual([...IDLE].sort());
});
