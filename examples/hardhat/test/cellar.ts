import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { mlActions, predictErrorsAbi } from '@evm-ml/evm/viem';
import { network } from 'hardhat';
import { parseUnits } from 'viem';

/** Three lots of the wine data, one of each cultivar. */
const LOTS = [
  [14.06, 2.15, 2.61, 17.6, 121, 2.6, 2.51, 0.31, 1.25, 5.05, 1.06, 3.58, 1295],
  [13.67, 1.25, 1.92, 18, 94, 2.1, 1.79, 0.32, 0.73, 3.8, 1.23, 2.46, 630],
  [12.86, 1.35, 2.32, 18, 122, 1.51, 1.25, 0.21, 0.94, 4.1, 0.76, 1.29, 630],
].map((lot) => lot.map((measurement) => parseUnits(`${measurement}`, 18)));

before(async () => {
  const { predict } = await network.getOrCreate('evmml');
  await predict.deploy('grader.evmml', 'acme.cellar.grader');
});
after(async () => (await network.getOrCreate('evmml')).close());

test('the contract grades each lot as the network does', async () => {
  const { viem } = await network.getOrCreate('evmml');
  const client = (await viem.getPublicClient()).extend(mlActions());
  const cellar = await viem.deployContract('Cellar');
  for (const [lot, measurements] of LOTS.entries()) {
    const hash = await cellar.write.submit([BigInt(lot), measurements]);
    const receipt = await client.waitForTransactionReceipt({ hash });
    assert.equal(receipt.status, 'success');
    assert.equal(receipt.logs.length, 1);
    const class_ = await client.predictClass({ model: 'acme.cellar.grader', input: measurements });
    assert.equal(class_, lot);
    assert.equal(await cellar.read.grades([BigInt(lot)]), BigInt(lot + 1));
  }
});

test('a whole batch is answered in one call', async () => {
  const { viem } = await network.getOrCreate('evmml');
  const client = (await viem.getPublicClient()).extend(mlActions());
  const cellar = await viem.deployContract('Cellar');
  const probabilities = await cellar.read.probabilities([LOTS.flat()]);
  assert.equal(probabilities.length, 9);
  assert.deepEqual(probabilities, await client.predict({ model: 'acme.cellar.grader', input: LOTS.flat() }));
});

test('what is wrong with a call comes back as a custom error', async () => {
  const { viem } = await network.getOrCreate('evmml');
  const client = await viem.getPublicClient();
  const { address, abi } = await viem.deployContract('Cellar');
  await assert.rejects(
    client.readContract({
      address,
      abi: [...abi, ...predictErrorsAbi],
      functionName: 'grade',
      args: [[1n, 2n]],
    }),
    /WrongInputLength\(uint256 expected, uint256 given\)\s+\(13, 2\)/,
  );
});

test('floats in a contract are IEEE-754', async () => {
  const { viem } = await network.getOrCreate('evmml');
  const cellar = await viem.deployContract('Cellar');
  assert.equal(await cellar.read.celsius(['98.6']), `${((98.6 - 32) * 5) / 9}`);
});

test('a chain without PREDICT says so instead of inventing a grade', async () => {
  const { viem } = await network.create();
  const client = await viem.getPublicClient();
  const { address, abi } = await viem.deployContract('Cellar');
  await assert.rejects(
    client.readContract({
      address,
      abi: [...abi, ...predictErrorsAbi],
      functionName: 'grade',
      args: [LOTS[0]],
    }),
    /PredictUnavailable\(\)/,
  );
});
