import { createClient, custom, type Hex, RpcRequestError, WaitForTransactionReceiptTimeoutError } from 'viem';
import { expect, test } from 'vitest';
import { waitForReceipt } from '../../src/viem/index.ts';

const hash: Hex = `0x${'11'.repeat(32)}`;
const mined = { transactionHash: hash, blockNumber: '0x2', status: '0x1', logs: [] };

/** A node that answers questions for receipts one after another, and nothing else: no block number ever changes. */
const clientOf = (...answers: unknown[]) =>
  createClient({
    pollingInterval: 1,
    transport: custom(
      {
        async request({ method }: { method: string }) {
          expect(method).toBe('eth_getTransactionReceipt');
          const answer = answers.length > 1 ? answers.shift() : answers[0];
          if (answer instanceof Error) throw answer;
          return answer;
        },
      },
      { retryCount: 0 },
    ),
  });

test('a receipt is found, however often it was not there yet', async () => {
  expect(await waitForReceipt(clientOf(mined), { hash })).toMatchObject({ status: 'success' });
  expect(await waitForReceipt(clientOf(null, null, mined), { hash })).toMatchObject({ blockNumber: 2n });
});

test('one that does not come is told by its hash', async () => {
  await expect(waitForReceipt(clientOf(null), { hash, timeout: 5 })).rejects.toThrow(
    WaitForTransactionReceiptTimeoutError,
  );
  await expect(waitForReceipt(clientOf(null), { hash, timeout: 5 })).rejects.toThrow(hash);
});

test('what a node refuses is not asked again', async () => {
  const refused = new RpcRequestError({ body: {}, error: { code: -32005, message: 'too many' }, url: '' });
  await expect(waitForReceipt(clientOf(null, refused, mined), { hash })).rejects.toThrow('too many');
});
