import { type Hex, parseEther, toHex } from 'viem';
import { expect, test } from 'vitest';
import { accounts, call } from '../support/clients.ts';
import { temporaryFolder, temporaryNode } from '../support/temporary.ts';

const to = accounts[1]!.address;
const gasPrice = toHex(2_000_000_000);
/** Those whose numbers are small above all: a number is written without its zeros. */
const senders: readonly Hex[] = [
  `0x${'00'.repeat(20)}`,
  `0x${'00'.repeat(19)}01`,
  `0x${'00'.repeat(10)}${'ab'.repeat(10)}`,
  `0x${'ff'.repeat(20)}`,
];

async function result<T = Hex>(url: string, method: string, ...params: unknown[]): Promise<T> {
  const answer = await call(url, method, ...params);
  expect(answer, method).not.toHaveProperty('error');
  return answer.result as T;
}

test.each([
  ['a gas price', { gasPrice }, '0x0'],
  ['type 0', { type: '0x0' }, '0x0'],
  ['a gas price and an access list', { gasPrice, accessList: [{ address: to, storageKeys: [] }] }, '0x1'],
  ['nothing', {}, '0x2'],
])('an account that nobody has the key of sends with %s', async (_name, fields, type) => {
  const { url } = await temporaryNode({ dev: true });
  const from = senders[2]!;
  await result(url, 'hardhat_setBalance', from, toHex(parseEther('1')));
  await result(url, 'hardhat_impersonateAccount', from);
  for (const method of ['eth_sendTransaction', 'eth_sendUnsignedTransaction']) {
    const hash = await result(url, method, { from, to, value: '0x1', ...fields });
    expect(await result(url, 'eth_getTransactionReceipt', hash)).toMatchObject({ status: '0x1', type, from });
    expect(await result(url, 'eth_getTransactionByHash', hash)).toMatchObject({
      hash,
      type,
      from,
      chainId: '0x4d4c',
    });
  }
});

test('what any account sent, the zero address too, is read back after a restart, and can be gone back over', async () => {
  const dataDir = await temporaryFolder();
  const node = await temporaryNode({ dev: true, dataDir });
  const sent: { from: Hex; hash: Hex; type: string }[] = [];
  for (const from of senders) {
    await result(node.url, 'hardhat_setBalance', from, toHex(parseEther('1')));
    for (const [type, fees] of [
      ['0x0', { gasPrice }],
      ['0x2', {}],
    ] as const) {
      const hash = await result(node.url, 'eth_sendUnsignedTransaction', { from, to, value: '0x1', ...fees });
      sent.push({ from, hash, type });
    }
  }
  await node.close();
  const { url } = await temporaryNode({ dev: true, dataDir });
  for (const { from, hash, type } of sent) {
    expect(await result(url, 'eth_getTransactionByHash', hash)).toMatchObject({ from, hash, type });
    const receipt = await result<{ from: Hex; blockNumber: Hex }>(url, 'eth_getTransactionReceipt', hash);
    expect(receipt).toMatchObject({ from, status: '0x1' });
    const { blockNumber } = receipt;
    expect(await result(url, 'eth_getBlockByNumber', blockNumber, true)).toMatchObject({
      transactions: [{ from, hash }],
    });
    expect(await result(url, 'eth_getBlockReceipts', blockNumber)).toMatchObject([{ from }]);
    expect(await result(url, 'trace_block', blockNumber)).toMatchObject([{ action: { from } }]);
    expect(
      await result(url, 'debug_traceBlockByNumber', blockNumber, { tracer: 'callTracer' }),
    ).toMatchObject([{ txHash: hash, result: { from } }]);
  }
  expect(await result(url, 'hardhat_reset')).toBe(true);
  expect(await result(url, 'eth_blockNumber')).toBe('0x0');
});

test('gas and price that no number holds together are refused in words of ours', async () => {
  const { url } = await temporaryNode({ dev: true });
  const request = { from: senders[1], to, gas: '0x5208', gasPrice: `0x${'ff'.repeat(32)}` };
  expect(await call(url, 'eth_sendUnsignedTransaction', request)).toMatchObject({
    error: { code: -32602, message: 'not a valid transaction: gas times gasPrice has more than 256 bits' },
  });
});
