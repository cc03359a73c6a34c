// What is mutated, each folder with the tests that are asked. A test file is here when it is about the folder and takes
// seconds: no fuzzing, no engines, no compiler, no node. The runner finds out by itself which of their tests reach a mutant.
const runtime = (folder, ...tests) => part('packages/quantized-runtime', folder, tests);
const evm = (folder, ...tests) => part('packages/evm-ml', folder, tests);
const part = (base, folder, tests) => ({
  folder: `${base}/src/${folder}`,
  tests: tests.map((name) => `${base}/test/${name}.test.ts`),
});

export const PARTS = [
  runtime(
    'graph',
    'graph/{arity,bounds-*,effort,limits,memory,moved-data,operators,ports,shapes,validate,work}',
    'format/*',
    'numerics/functions',
    'wasm/scan-weights',
  ),
  runtime('format', 'format/*', 'graph/limits', 'plan/load-model'),
  evm('gas', 'gas-rules', 'gas-table', 'digests', 'predict'),
  evm('state', 'caches', 'gas-limits', 'gas-rules', 'model-cache', 'predict', 'store', 'traps'),
  evm('predict', 'activation', 'caches', 'gas-rules', 'opcode', 'predict', 'traps'),
  evm('store', 'names', 'registry-storage', 'store'),
  runtime('plan', 'plan/*', 'kernels/*', 'conformance/vectors'),
  runtime('numerics', 'numerics/{binary32,elementary,functions,real-codec,requantize}', 'kernels/*'),
];

/** Prices as a bench wrote them: `digests.test.ts` knows the whole table by its hash, mutant by mutant there is nothing to ask. */
export const DATA = ['packages/evm-ml/src/gas/operator-prices.ts'];
