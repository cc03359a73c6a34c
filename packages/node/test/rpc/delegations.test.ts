import { type Hex, parseGwei, toHex } from 'viem';
import { expect, test } from 'vitest';
import { developmentGenesis } from '../../src/genesis/development.ts';
import { accounts, call, testClient, walletClient } from '../support/clients.ts';
import { temporaryNode } from '../support/temporary.ts';

const from = accounts[0]!.address;
const contract = '0x00000000000000000000000000000000000000cc';
const two = `0x${'2'.padStart(64, '0')}`;

/** A wallet, and its own authorization as a request of JSON-RPC has it. */
async function selfAuthorized(url: string) {
  const wallet = walletClient(url, 2);
  const { address } = wallet.account;
  const { yParity, r, s, nonce, chainId } = await wallet.signAuthorization({
    contractAddress: contract,
    executor: 'self',
  });
  const authorization = { chainId: toHex(chainId), nonce: toHex(nonce), yParity: toHex(yParity!), r, s };
  return {
    wallet,
    request: {
      from: address,
      to: address,
      authorizationList: [{ address: contract, ...authorization }],
    },
  };
}

test.each([
  ['with PREDICT', developmentGenesis()],
  ['without PREDICT', { ...developmentGenesis(), predict: { enabled: false } }],
])('EIP-7702: code that only begins like a delegation stops no chain, %s', async (_name, genesis) => {
  const { url } = await temporaryNode({ dev: true, genesis });
  const client = testClient(url);
  for (const code of ['0xef0100', `0xef0100${'11'.repeat(21)}`] as const) {
    await client.setCode({ address: contract, bytecode: code });
    expect(await client.getCode({ address: contract })).toBe(code);
    const invalid = { error: { code: -32000, message: expect.stringMatching(/invalid opcode/) } };
    expect(await call(url, 'eth_call', { to: contract }, 'latest')).toMatchObject(invalid);
    const elsewhere = '0x00000000000000000000000000000000000000dd';
    expect(await call(url, 'eth_call', { to: elsewhere }, 'latest', { [elsewhere]: { code } })).toMatchObject(
      invalid,
    );
    // Calls it, and stops.
    const caller = { [elsewhere]: { code: '0x5f5f5f5f5f60cc61fffff100' } };
    expect(await call(url, 'eth_createAccessList', { to: elsewhere }, 'latest', caller)).toMatchObject({
      result: { accessList: [{ address: contract, storageKeys: [] }] },
    });
    const hash = await client.sendTransaction({ to: contract, gas: 100_000n });
    expect(await client.getTransactionReceipt({ hash })).toMatchObject({ status: 'reverted' });
  }
  await client.mine({ blocks: 1 });
});

test("EIP-7702: calls and estimates follow the sender's own authorization, as its transaction does", async () => {
  const { url } = await temporaryNode({ dev: true });
  // Uses gas, stores 1 and returns 2.
  const code = `0x${'5a50'.repeat(300)}60015f5560025f5260205ff3` as const;
  await testClient(url).setCode({ address: contract, bytecode: code });
  const { wallet, request } = await selfAuthorized(url);
  expect(await call(url, 'eth_call', request)).toMatchObject({ result: two });
  expect(await call(url, 'eth_simulateV1', { blockStateCalls: [{ calls: [request] }] })).toMatchObject({
    result: [{ calls: [{ returnData: two, status: '0x1' }] }],
  });
  const { accessList } = (await call(url, 'eth_createAccessList', request)).result as {
    accessList: unknown[];
  };
  expect(accessList).toEqual([{ address: request.to.toLowerCase(), storageKeys: [`0x${'0'.repeat(64)}`] }]);
  const gas = (await call(url, 'eth_estimateGas', request)).result as Hex;
  const sent = await call(url, 'eth_sendTransaction', { ...request, gas });
  expect(await wallet.getTransactionReceipt({ hash: sent.result as Hex })).toMatchObject({
    status: 'success',
  });
  expect(await wallet.getCode({ address: request.to })).toBe(`0xef0100${contract.slice(2)}`);

  // An account that delegates sends as before (EIP-3607, as EIP-7702 changes it).
  const calls = [{ from: request.from, to: from, nonce: toHex(2), maxFeePerGas: toHex(parseGwei('10')) }];
  expect(await call(url, 'eth_simulateV1', { validation: true, blockStateCalls: [{ calls }] })).toMatchObject(
    { result: [{ calls: [{ status: '0x1' }] }] },
  );
});

test('EIP-7702: who delegates to a precompile that a call replaces runs what it replaces it with', async () => {
  const { url } = await temporaryNode({ dev: true });
  const precompile = '0x0000000000000000000000000000000000004d4c';
  await testClient(url).setCode({ address: contract, bytecode: `0xef0100${precompile.slice(2)}` });
  expect(await call(url, 'eth_call', { to: contract }, 'latest')).toMatchObject({ result: '0x' });
  const overrides = { [precompile]: { code: '0x60025f5260205ff3' } };
  expect(await call(url, 'eth_call', { to: contract }, 'latest', overrides)).toMatchObject({ result: two });
});
