import { readdir, readFile } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { createPredictEvm } from '@evm-ml/evm';
import { loadModel } from '@evm-ml/quantized-runtime';
import { createCustomCrypto } from '../../crypto/custom-crypto.ts';
import { readStateTests } from './fixture.ts';
import { runStateTest } from './run-state-test.ts';

/**
 * Runs the state tests of a folder (ethereum/tests, execution-spec-tests) on the EVM with PREDICT switched off.
 * Prints each failure, then passed and failed by folder. Usage: `npm run conformance:state -- FOLDER`.
 */
async function main([folder]: string[]): Promise<void> {
  if (folder === undefined) {
    console.error(
      'Name a folder with state tests, for example: npm run conformance:state -- tests/GeneralStateTests',
    );
    process.exitCode = 2;
    return;
  }
  const crypto = await createCustomCrypto();
  const evm = {
    create: async (parts: Omit<Parameters<typeof createPredictEvm>[0], 'loadModel'>) =>
      createPredictEvm({ ...parts, loadModel, activation: 'off' }),
  };
  const totals = new Map<string, { passed: number; failed: number }>();
  for await (const path of jsonFiles(folder)) {
    const group = relative(folder, dirname(path)).split(sep)[0] || '.';
    const total = totals.get(group) ?? { passed: 0, failed: 0 };
    totals.set(group, total);
    for (const [name, test] of readStateTests(JSON.parse(await readFile(path, 'utf8')))) {
      for (const { fork, indexes, failure } of await runStateTest(test, evm, crypto)) {
        if (failure === undefined) total.passed++;
        else {
          total.failed++;
          console.log(`${path} ${name} ${fork} ${JSON.stringify(indexes)}: ${failure}`);
        }
      }
    }
    if (process.stderr.isTTY)
      process.stderr.write(`\r\u001b[K${group}: ${total.passed} passed, ${total.failed} failed`);
  }
  console.table(Object.fromEntries(totals));
  const sum = [...totals.values()].reduce(
    (all, one) => ({ passed: all.passed + one.passed, failed: all.failed + one.failed }),
    { passed: 0, failed: 0 },
  );
  console.log(`${sum.passed} passed, ${sum.failed} failed`);
  if (sum.failed > 0 || sum.passed === 0) process.exitCode = 1;
}

async function* jsonFiles(folder: string): AsyncGenerator<string> {
  const entries = await readdir(folder, { withFileTypes: true });
  for (const entry of entries.sort((a, b) => a.name.localeCompare(b.name))) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* jsonFiles(path);
    else if (entry.name.endsWith('.json')) yield path;
  }
}

await main(process.argv.slice(2));
