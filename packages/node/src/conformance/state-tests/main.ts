import { readdir, readFile } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { createPredictEvm } from '@evm-ml/evm';
import { loadModel } from '@evm-ml/quantized-runtime';
import { createCustomCrypto } from '../../crypto/custom-crypto.ts';
import { readStateTests, type StateTest } from './fixture.ts';
import { runStateTest, type StateTestResult } from './run-state-test.ts';

/** What became of the transactions of one folder. */
interface Total {
  passed: number;
  failed: number;
  /** Files that are no JSON: pointers of Git LFS, cut downloads. */
  unread: number;
}

/**
 * Runs the state tests of a folder (ethereum/tests, execution-spec-tests) on the EVM with PREDICT switched off.
 * Prints each failure, then passed and failed by folder as they end. Exits with 1 unless everything was read and passed.
 * Usage: `npm run conformance:state -- FOLDER`.
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
  const sum: Total = { passed: 0, failed: 0, unread: 0 };
  let group = '';
  let total: Total = { passed: 0, failed: 0, unread: 0 };
  const close = () => {
    if (group !== '') console.log(`${group}: ${describe(total)}`);
    for (const key of ['passed', 'failed', 'unread'] as const) sum[key] += total[key];
    total = { passed: 0, failed: 0, unread: 0 };
  };
  for await (const path of jsonFiles(folder)) {
    const name = relative(folder, dirname(path)).split(sep)[0] || '.';
    if (name !== group) {
      close();
      group = name;
    }
    await runFile(path, total, (test) => runStateTest(test, evm, crypto));
    if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${group}: ${describe(total)}\r`);
  }
  close();
  console.log(describe(sum));
  if (sum.failed > 0 || sum.unread > 0 || sum.passed === 0) process.exitCode = 1;
}

const describe = ({ passed, failed, unread }: Total): string =>
  `${passed} passed, ${failed} failed${unread === 0 ? '' : `, ${unread} files not read`}`;

/** Runs the tests of one file; prints what fails and what cannot be read. */
async function runFile(
  path: string,
  total: Total,
  run: (test: StateTest) => Promise<StateTestResult[]>,
): Promise<void> {
  let json: unknown;
  try {
    json = JSON.parse(await readFile(path, 'utf8'));
  } catch (error) {
    total.unread++;
    console.log(`${path}: not read (${error instanceof Error ? error.message : error})`);
    return;
  }
  for (const [name, test] of readStateTests(json)) {
    for (const { fork, indexes, failure } of await run(test)) {
      if (failure === undefined) total.passed++;
      else {
        total.failed++;
        console.log(`${path} ${name} ${fork} ${JSON.stringify(indexes)}: ${failure}`);
      }
    }
  }
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
