import { expect, test } from 'vitest';
import { referenceKernels, wasmKernels } from '../../src/index.ts';
import { profileModel } from '../../src/plan/profile-model.ts';
import { GraphMaker } from '../support/graph-maker.ts';

/** Tokens, whose place in memory a later value takes, then two tables. */
function tokens() {
  const m = new GraphMaker('a16', 5);
  const indices = m.indexInput([64], 5);
  const layer = 'l';
  const rows = m.add({
    ...{ op: 'gather', layer, inputs: [indices], outputs: [m.value([64, 8])] },
    params: { table: m.tensor('table', 'i16', [5, 8]) },
  });
  const unary = (x: number) =>
    m.add({
      ...{ op: 'unary', fn: 'tanh', layer, inputs: [x], outputs: [m.value([64, 8])], alpha: 0, beta: 0 },
      params: { table: m.tensor('table', 'i16', [1025], 20_000, 32_767) },
    });
  return m.graph([unary(unary(rows))]);
}

test.each([wasmKernels, referenceKernels])('$name: every run has zeros as inputs', (kernels) => {
  const times = profileModel(tokens(), kernels, 3);
  expect(times.map(({ op, kernel }) => `${op} ${kernel}`)).toEqual([
    `gather ${kernels.name}`,
    `unary ${kernels.name}`,
    `unary ${kernels.name}`,
  ]);
  expect(times.every(({ best }) => Number.isFinite(best))).toBe(true);
});
