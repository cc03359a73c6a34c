import { expect, test } from 'vitest';
import { developmentGenesis } from '../../src/genesis/development.ts';
import { call, testClient } from '../support/clients.ts';
import { temporaryNode } from '../support/temporary.ts';

const contract = '0x00000000000000000000000000000000000000cc';

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
