import { type Hex, numberToHex } from 'viem';
import { expect, test } from 'vitest';
import { developmentGenesis } from '../../src/genesis/development.ts';
import { accounts, call } from '../support/clients.ts';
import { temporaryNode } from '../support/temporary.ts';

const contract = '0x000000000000000000000000000000000000c0de';
/** Returns the gas that it was given, the base fee that it sees, and whether slot 0 was empty before it wrote there. */
const code = '0x5a5f5248602052' + '5f5415604052' + '60015f55' + '60605ff3';
const overrides = { [contract]: { code } };
const CAP = 16_777_216n;

const words = (data: unknown) =>
  String(data)
    .slice(2)
    .match(/.{64}/g)
    ?.map((word) => BigInt(`0x${word}`)) ?? [];

async function asked(url: string, fields: object): Promise<bigint[]> {
  const { result } = await call(url, 'eth_call', { to: contract, ...fields }, 'latest', overrides);
  return words(result);
}

test('D13: a call has the gas of the transaction cap at most, of a block, and of maxCallGas', async () => {
  const gas = numberToHex(100_000_000);
  const { url } = await temporaryNode();
  const [given] = await asked(url, { gas });
  expect(given).toBeLessThan(CAP);
  expect(given).toBeGreaterThan(CAP - 22_000n);
  const genesis = { ...developmentGenesis(), gasLimit: 5_000_000 };
  expect((await asked((await temporaryNode({ genesis })).url, { gas }))[0]).toBeLessThan(5_000_000n);
  const bounded = await temporaryNode({ limits: { maxCallGas: 1_000_000 } });
  expect((await asked(bounded.url, { gas }))[0]).toBeLessThan(1_000_000n);
});

test('D13: the transaction cap does not hold in eth_simulateV1', async () => {
  const { url } = await temporaryNode();
  const calls = [{ to: contract, gas: numberToHex(25_000_000) }];
  const blockStateCalls = [{ stateOverrides: overrides, calls }];
  const { result } = await call(url, 'eth_simulateV1', { blockStateCalls });
  const [given] = words((result as { calls: { returnData: Hex }[] }[])[0]?.calls[0]?.returnData);
  expect(given).toBeGreaterThan(CAP);
});

test('D13: without a price the base fee is 0, with one it is the block’s', async () => {
  const { url } = await temporaryNode();
  const from = accounts[0]!.address;
  expect((await asked(url, { from }))[1]).toBe(0n);
  const { result } = await call(url, 'eth_getBlockByNumber', 'latest', false);
  const fee = BigInt((result as { baseFeePerGas: Hex }).baseFeePerGas);
  expect(fee).toBeGreaterThan(0n);
  expect((await asked(url, { from, gas: '0x186a0', gasPrice: '0x2540be400' }))[1]).toBe(fee);
});

test('D13: nothing that a call, an estimate or an access list writes stays', async () => {
  const { url } = await temporaryNode();
  for (let again = 0; again < 2; again++) {
    expect((await asked(url, {}))[2]).toBe(1n);
    for (const method of ['eth_estimateGas', 'eth_createAccessList']) {
      expect(await call(url, method, { to: contract }, 'latest', overrides)).toHaveProperty('result');
    }
  }
  expect((await call(url, 'eth_getStorageAt', contract, '0x0', 'latest')).result).toBe(`0x${'0'.repeat(64)}`);
});
