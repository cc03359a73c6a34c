import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { loadWorkshop } from '../../src/cli/load-workshop.ts';

const packages = new URL('../../../', import.meta.url);
interface Manifest {
  name: string;
  dependencies?: Record<string, string>;
}
const own = new Map(
  readdirSync(packages)
    .filter((folder) => existsSync(new URL(`${folder}/package.json`, packages)))
    .map((folder): Manifest => JSON.parse(readFileSync(new URL(`${folder}/package.json`, packages), 'utf8')))
    .map((manifest) => [manifest.name, manifest]),
);

/** Everything that comes along when a package of this repository is installed, as its own packages say it. */
function installedWith(name: string, found = new Set<string>()): Set<string> {
  for (const dependency of Object.keys(own.get(name)?.dependencies ?? {})) {
    if (found.has(dependency)) continue;
    found.add(dependency);
    installedWith(dependency, found);
  }
  return found;
}

test('a validator installs no workshop, whoever converts does', () => {
  const heavy = /^(@tensorflow\/|h5wasm$|@evm-ml\/(workshop|chart)$)/;
  expect([...installedWith('@evm-ml/node')].filter((name) => heavy.test(name))).toEqual([]);
  expect([...installedWith('@evm-ml/workshop')].filter((name) => heavy.test(name))).toHaveLength(6);
});

const missing = (name: string) =>
  Object.assign(new Error(`Cannot find package '${name}' imported from /x.js`), {
    code: 'ERR_MODULE_NOT_FOUND',
  });

test.each(['@evm-ml/workshop', '@evm-ml/chart', '@tensorflow/tfjs-core', 'h5wasm'])(
  'without %s a command that needs it says what to install',
  async (name) => {
    await expect(loadWorkshop(() => Promise.reject(missing(name)))).rejects.toThrow(
      /^Keras files need the workshop.*npm install --global @evm-ml\/workshop/,
    );
  },
);

test('another failure stays what it is', async () => {
  const other = missing('fflate');
  await expect(loadWorkshop(() => Promise.reject(other))).rejects.toBe(other);
  expect((await loadWorkshop()).importKeras).toBeInstanceOf(Function);
});
