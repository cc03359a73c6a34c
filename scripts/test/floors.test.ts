/** The order of floors can fail: small packages that break one rule each, held against the real list. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { cruise, type IForbiddenRuleType } from 'dependency-cruiser';
import { afterAll, expect, it } from 'vitest';
import config from '../../.dependency-cruiser.mjs';

const folder = mkdtempSync(join(tmpdir(), 'floors-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Names of the rules that files break, by path under `packages/`. */
async function broken(files: Readonly<Record<string, string>>): Promise<string[]> {
  const baseDir = mkdtempSync(join(folder, 'case-'));
  for (const [path, source] of Object.entries(files)) {
    const file = join(baseDir, 'packages', path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, source);
  }
  const forbidden = config.forbidden as IForbiddenRuleType[];
  const { output } = await cruise(['packages'], {
    ...config.options,
    baseDir,
    validate: true,
    ruleSet: { forbidden },
  });
  if (typeof output === 'string') throw new Error(output);
  return [...new Set(output.summary.violations.map(({ rule }) => rule.name))].sort();
}

it('accepts imports from below', async () => {
  const files = {
    'evm-ml/src/index.ts': "import './evm/a.ts'; import './gas/a.ts'; import './state/b.ts';",
    'evm-ml/src/evm/a.ts': "import type { B } from '../state/b.ts'; export type A = B;",
    'evm-ml/src/state/b.ts': "import './c.ts'; import '../gas/a.ts'; export type B = 1;",
    'evm-ml/src/state/c.ts': 'export const c = 1;',
    'evm-ml/src/gas/a.ts': 'export const a = 1;',
  };
  expect(await broken(files)).toEqual([]);
});

const LOW = 'quantized-runtime/src/index.ts';

it.each<[string, string, Readonly<Record<string, string>>]>([
  [
    'a type from a floor above',
    'floor of packages/evm-ml/src/gas',
    {
      'evm-ml/src/index.ts': "import './gas/a.ts'; import './state/b.ts';",
      'evm-ml/src/gas/a.ts': "import type { B } from '../state/b.ts'; export type A = B;",
      'evm-ml/src/state/b.ts': 'export type B = 1;',
    },
  ],
  [
    'a neighbour on the same floor',
    'floor of packages/evm-ml/src/floats',
    {
      'evm-ml/src/index.ts': "import './floats/a.ts'; import './outcome/b.ts';",
      'evm-ml/src/floats/a.ts': "import '../outcome/b.ts';",
      'evm-ml/src/outcome/b.ts': 'export const b = 1;',
    },
  ],
  [
    'a package from below that asks one above',
    'floor of packages/quantized-runtime/src',
    {
      [LOW]: "export * from '../../evm-ml/src/index.ts';",
      'evm-ml/src/index.ts': 'export const a = 1;',
    },
  ],
  [
    'the node from a package that is to come',
    'everybody but the top leaves the node alone',
    {
      'explorer/src/index.ts': "export * from '../../node/src/index.ts';",
      'node/src/index.ts': 'export const a = 1;',
    },
  ],
  [
    'a circle of types',
    'no circles',
    {
      'evm-ml/src/index.ts': "import './gas/a.ts';",
      'evm-ml/src/gas/a.ts': "import type { B } from './b.ts'; export type A = B | 1;",
      'evm-ml/src/gas/b.ts': "import type { A } from './a.ts'; export type B = A[];",
    },
  ],
  [
    'a circle of folders that no files close',
    'no circles of folders',
    {
      'evm-ml/src/index.ts': "import './floats/a/one.ts'; import './floats/b/two.ts';",
      'evm-ml/src/floats/a/one.ts': "import '../b/one.ts';",
      'evm-ml/src/floats/a/two.ts': 'export const a = 1;',
      'evm-ml/src/floats/b/one.ts': 'export const b = 1;',
      'evm-ml/src/floats/b/two.ts': "import '../a/two.ts';",
    },
  ],
  [
    'an EVM behind what clients load',
    'clients load no EVM',
    {
      'evm-ml/src/viem/index.ts': "import './a.ts';",
      'evm-ml/src/viem/a.ts': "import '../../node_modules/@ethereumjs/vm/index.js';",
      'evm-ml/node_modules/@ethereumjs/vm/index.js': 'export const a = 1;',
    },
  ],
  [
    'a package that its package.json does not list',
    'dependencies are declared',
    {
      'rpc/src/index.ts': "import 'zod';",
      'rpc/package.json': '{"name": "rpc"}',
      'rpc/node_modules/zod/package.json': '{"name": "zod", "main": "index.js"}',
      'rpc/node_modules/zod/index.js': 'export const a = 1;',
    },
  ],
  [
    'test support that no test imports',
    'no test support is left over',
    { 'rpc/test/support/a.ts': 'export const a = 1;', [LOW]: 'export const b = 1;' },
  ],
  [
    'the workshop, from far behind the main entry',
    'the workshop stays off-chain',
    {
      [LOW]: "import './plan/a.ts';",
      'quantized-runtime/src/plan/a.ts': "import '../workshop/index.ts';",
      'quantized-runtime/src/workshop/index.ts': 'export const b = 1;',
    },
  ],
  [
    'a network, from PREDICT',
    'evm-ml knows nothing of networks',
    {
      'evm-ml/src/index.ts': "import './predict/a.ts';",
      'evm-ml/src/predict/a.ts': "import '../../../quantized-runtime/src/index.ts';",
      [LOW]: 'export const b = 1;',
    },
  ],
  [
    'a driver, by who is not to know it',
    'one place chooses the driver',
    {
      'node/src/index.ts': "import './start-node.ts';",
      'node/src/start-node.ts': "import type { Solo } from './consensus/solo/solo.ts'; export type A = Solo;",
      'node/src/consensus/solo/solo.ts': 'export type Solo = 1;',
    },
  ],
  [
    'a driver, by a module beside the one that chooses',
    'one place chooses the driver',
    {
      'node/src/index.ts': "import './consensus/create-driver.ts'; import './consensus/submit.ts';",
      'node/src/consensus/create-driver.ts': "import './solo/solo.ts';",
      'node/src/consensus/submit.ts': "import './solo/solo.ts';",
      'node/src/consensus/solo/solo.ts': 'export const solo = 1;',
    },
  ],
  [
    'a driver, by another one',
    'drivers know nothing of each other',
    {
      'node/src/index.ts': "import './consensus/create-driver.ts';",
      'node/src/consensus/create-driver.ts': "import './other/other.ts';",
      'node/src/consensus/other/other.ts': "import '../solo/solo.ts';",
      'node/src/consensus/solo/solo.ts': 'export const solo = 1;',
    },
  ],
  [
    'the chain, from what it stands on',
    'floor of packages/node/src/storage',
    {
      'node/src/index.ts': "import './storage/a.ts';",
      'node/src/storage/a.ts': "import type { B } from '../chain/b.ts'; export type A = B;",
      'node/src/chain/b.ts': 'export type B = 1;',
    },
  ],
  [
    'a module of Node.js in what pages load',
    'runs in a browser',
    { [LOW]: "import { readFileSync } from 'node:fs'; export const a = readFileSync;" },
  ],
  [
    'a file behind the door of another package',
    'packages meet at their doors',
    {
      'evm-ml/src/index.ts': "import './model.ts';",
      'evm-ml/src/model.ts': "import '../../quantized-runtime/src/plan/a.ts';",
      [LOW]: "import './plan/a.ts';",
      'quantized-runtime/src/plan/a.ts': 'export const a = 1;',
    },
  ],
  [
    'a test, from src',
    'src stands alone',
    { [LOW]: "import '../test/a.ts';", 'quantized-runtime/test/a.ts': 'export const a = 1;' },
  ],
  ['a file that does not exist', 'imports resolve', { [LOW]: "import './gone.ts';" }],
  [
    'a module that only its test knows',
    'nothing is left over',
    {
      'quantized-runtime/src/graph/a.ts': 'export const a = 1;',
      'quantized-runtime/test/a.test.ts': "import '../src/graph/a.ts';",
    },
  ],
])('refuses %s', async (_, name, files) => {
  expect(await broken(files)).toContain(name);
});

it('ARCHITECTURE names rules that exist', () => {
  const page = readFileSync(new URL('../../ARCHITECTURE.md', import.meta.url), 'utf8');
  const table = page.split('\n').filter((line) => line.startsWith('|'));
  const named = table.flatMap((line) => [...line.matchAll(/\*([^*]+)\*/g)].map(([, name]) => name));
  expect(named.length).toBeGreaterThan(5);
  const rules = config.forbidden.map(({ name }) => name);
  for (const name of named) expect(rules).toContain(name);
});
