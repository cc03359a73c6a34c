import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type RunningNode, startNode } from '../../../node/src/index.ts';
import { publicClient } from '../../../node/test/support/clients.ts';
import { context, listen } from '../support/stage.ts';

/** Transactions of the account, and of a block; `TRANSACTIONS=100000` takes a quarter of an hour and tells times. */
const count = Number(process.env['TRANSACTIONS'] ?? 300);
const ofBlock = 100;

/** Sends the first account's transactions to the second, of 1 wei, of 2 wei and so on. */
async function keepBusy({ url, accounts }: RunningNode): Promise<void> {
  const request = (body: unknown) =>
    fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    }).then((answer) => answer.json());
  const ask = (method: string, ...params: unknown[]) => ({ jsonrpc: '2.0', id: 1, method, params });
  const hex = (value: number) => `0x${value.toString(16)}`;
  await request(ask('evm_setAutomine', false));
  for (let start = 0; start < count; start += ofBlock) {
    const answers = await request(
      Array.from({ length: Math.min(ofBlock, count - start) }, (_, index) =>
        ask('eth_sendTransaction', {
          ...{ from: accounts[0]!.address, to: accounts[1]!.address, gas: hex(21_000) },
          ...{ nonce: hex(start + index), value: hex(start + index + 1) },
          ...{ maxFeePerGas: hex(20e9), maxPriorityFeePerGas: '0x0' },
        }),
      ),
    );
    expect(JSON.stringify(answers)).not.toContain('"error"');
    await request(ask('evm_mine'));
  }
}

export function busyAccount(): void {
  test('an account with many transactions: the newest at once, and page by page the first', {
    timeout: 3_600_000,
  }, async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'evm-ml-busy-'));
    const node = await startNode({ port: 0, dev: true, explorer: true, addressIndex: true, dataDir });
    const times: Record<string, number> = {};
    const timed = async (what: string, work: () => Promise<unknown>) => {
      const before = performance.now();
      await work();
      times[what] = Math.round(performance.now() - before);
    };
    await timed('made', () => keepBusy(node));
    expect(await publicClient(node.url).getTransactionCount(node.accounts[0]!)).toBe(count);
    const page = await context.newPage();
    listen(page, node.url);
    const amount = (value: number) => page.getByText(`${value.toLocaleString('en-US')} wei`, { exact: true });
    await timed('first page', async () => {
      await page.goto(`${node.explorerUrl}#/account/${node.accounts[0]!.address}`);
      await amount(count).waitFor();
    });
    const older = page.getByRole('button', { name: 'Older' });
    await timed('all older pages', async () => {
      for (let newest = count - ofBlock; newest > 0; newest -= ofBlock) {
        await older.click();
        await amount(newest).waitFor();
      }
    });
    await amount(1).waitFor();
    expect(await older.count()).toBe(0);
    await timed('newest again', async () => {
      await page.getByRole('button', { name: 'Newest' }).click();
      await amount(count).waitFor();
    });
    if (process.env['TRANSACTIONS']) console.log(`${count} transactions of one account, ms:`, times);
    await page.close();
    await node.close();
    rmSync(dataDir, { recursive: true });
  });
}
