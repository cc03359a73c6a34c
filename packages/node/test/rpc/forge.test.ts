import { execFile } from 'node:child_process';
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

async function forge(...args: string[]): Promise<string> {
  const { stdout } = await run(process.execPath, ['node_modules/@foundry-rs/forge/bin.mjs', ...args], {
    cwd: project,
  });
  return stdout;
}

test('Foundry builds, tests and deploys a contract that predicts (examples/foundry)', async () => {
  expect(await forge('test', '--offline')).toContain('5 tests passed, 0 failed, 0 skipped');

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
