import type { Hex } from 'viem';
import { privateKeyToAccount } from 'viem/accounts';
import { expect, test } from 'vitest';
import { developmentAccounts } from '../../src/genesis/accounts.ts';
import { Arrivals } from '../../src/mempool/arrivals.ts';
import { call, rpc } from '../support/clients.ts';
import { temporaryNode } from '../support/temporary.ts';

test('whoever pauses goes on when the last one has arrived, or after a while', async () => {
  const arrivals = new Arrivals();
  await arrivals.pause(60_000);
  const [first, second] = [arrivals.begin(), arrivals.begin()];
  const steps: string[] = [];
  const paused = arrivals.pause(60_000).then(() => steps.push('on'));
  first();
  await Promise.resolve();
  steps.push('one');
  second();
  await paused;
  expect(steps).toEqual(['one', 'on']);
  arrivals.begin();
  await arrivals.pause(1);
});

test('transactions of a batch share blocks', async () => {
  const { url, chainId } = await temporaryNode();
  const signer = privateKeyToAccount(developmentAccounts()[0]!.privateKey);
  const raw = await Promise.all(
    Array.from({ length: 90 }, (_, nonce) =>
      signer.signTransaction({ chainId, nonce, to: signer.address, gas: 21_000n, maxFeePerGas: 10n ** 10n }),
    ),
  );
  const body = raw.map((transaction, id) => ({
    jsonrpc: '2.0',
    id,
    method: 'eth_sendRawTransaction',
    params: [transaction],
  }));
  const answers = (await rpc(url, body)) as { result: Hex }[];
  const blocks = new Set<unknown>();
  for (const { result: hash } of answers) {
    const { result } = await call(url, 'eth_getTransactionByHash', hash);
    blocks.add((result as { blockNumber: Hex }).blockNumber);
  }
  // Those that are begun together; the thread that finds their senders may be starting meanwhile.
  expect(blocks.size).toBeLessThan(20);
});
