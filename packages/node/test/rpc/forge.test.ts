import { execFile } from 'node:child_process';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { mlActions, predictErrorsAbi } from '@evm-ml/evm/viem';
import { parseAbi, parseUnits } from 'viem';
import { expect, test } from 'vitest';
import { accounts, publicClient } from '../support/clients.ts';
import { temporaryNode } from '../support/temporary.ts';
import { deployWine, wineTable } from '../support/wine.ts';

const project = fileURLToPath(new URL('../../../../examples/foundry/', import.meta.url));
const run = promisify(execFile);

/** What a program prints that runs in the project. */
async function inProject(program: string, ...args: string[]): Promise<string> {
  const PATH = [join(project, 'node_modules/.bin'), process.env['PATH']].join(delimiter);
  const { stdout } = await run(process.execPath, [program, ...args], {
    cwd: project,
    env: { ...process.env, PATH, NODE_OPTIONS: '' },
  });
  return stdout;
}
const forge = (...args: string[]) => inProject('node_modules/@foundry-rs/forge/bin.mjs', ...args);

test('Foundry builds, tests and deploys a contract that predicts (examples/foundry)', async () => {
  // Without a fork, the tests that ask the network itself are skipped.
  expect(await forge('test', '--offline')).toContain('5 tests passed, 0 failed, 1 skipped');

  const { url } = await temporaryNode();
  await deployWine(url, 'acme.cellar.grader');
  const key = accounts[0]!.privateKey;
  const created = await forge(
    ...['create', 'src/Cellar.sol:Cellar', '--offline', '--json', '--broadcast'],
    ...['--rpc-url', url, '--private-key', key],
  );
  const address = JSON.parse(created).deployedTo;
  const [lot = []] = wineTable('test.csv');
  const client = publicClient(url).extend(mlActions());
  const abi = [
    ...parseAbi(['function grade(int256[]) view returns (uint256)']),
    ...predictErrorsAbi,
  ] as const;
  const gradeOf = (measurements: bigint[]) =>
    client.readContract({ address, abi, functionName: 'grade', args: [measurements] });
  const grade = await gradeOf(lot.map((measurement) => parseUnits(`${measurement}`, 18)));
  expect(Number(grade)).toBe(await client.predictClass({ model: 'acme.cellar.grader', input: lot }));
  expect(grade).toBe(0n); // the label of the first lot
  await expect(gradeOf([1n, 2n])).rejects.toThrow(/WrongInputLength\(.*\)\s+\(13, 2\)/);
}, 120_000);

test('one command deploys a model and tests against its answers on a fork (examples/foundry/script)', async () => {
  const script = 'script/test-on-node.mjs';
  const output = await inProject(script, '../hardhat/models/grader.evmml', 'acme.cellar.grader', '--offline');
  expect(output).toContain('acme.cellar.grader@1 is on http://127.0.0.1:');
  expect(output).toContain('8 tests passed, 0 failed, 0 skipped');
  // Under another name there is nothing to ask: the tests do fail.
  const unknown = inProject(script, '../hardhat/models/grader.evmml', 'acme.cellar.other', '--offline');
  const stdout = await unknown.then(
    () => 'no test failed',
    (error: { stdout: string }) => error.stdout,
  );
  expect(stdout).toContain('UnknownModel("acme.cellar.grader")');
  expect(stdout).toMatch(/\d tests? passed, [1-3] failed/);
}, 120_000);
