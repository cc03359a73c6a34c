import { expect, test } from 'vitest';
import { publicClient, walletClient } from '../../../node/test/support/clients.ts';
import { textOf } from '../support/browser.ts';
import { HOSTILE, NAMES } from '../support/scene.ts';
import { at, page, scene, visit } from '../support/stage.ts';

/** Blocks, transactions and accounts. */
export function theChain(): void {
  test('shows the head, and a new block as soon as it is there', async () => {
    await visit('/', 'Chain');
    const head = await publicClient(scene.node.url).getBlockNumber();
    await page.getByRole('link', { name: 'Connection: live' }).waitFor();
    await walletClient(scene.node.url).sendTransaction({ to: scene.node.accounts[5]!.address, value: 7n });
    await page
      .locator('tbody')
      .first()
      .getByRole('link', { name: String(head + 1n), exact: true })
      .waitFor();
    expect(await page.getByText('7 wei').count()).toBe(1);
  });

  test('a block and its transactions; a rewound chain has no such block any more', async () => {
    const client = publicClient(scene.node.url);
    const request = client.request as (asked: { method: string; params: unknown[] }) => Promise<unknown>;
    const snapshot = await request({ method: 'evm_snapshot', params: [] });
    await walletClient(scene.node.url).sendTransaction({ to: scene.node.accounts[6]!.address, value: 11n });
    const number = await client.getBlockNumber();
    await visit(`/block/${number}`, `Block ${number}`);
    await page.getByText('11 wei').waitFor();
    await request({ method: 'evm_revert', params: [snapshot] });
    await page.goto(at('/'));
    await page.getByRole('heading', { name: 'Chain' }).waitFor();
    await page
      .locator('tbody')
      .first()
      .getByRole('link', { name: String(number - 1n), exact: true })
      .waitFor();
    await expect.poll(() => page.getByRole('link', { name: String(number), exact: true }).count()).toBe(0);
    await page.goto(at(`/block/${number}`));
    await page.getByRole('alert').waitFor();
  });

  test.each([
    ['a number', '1', 'Block 1'],
    ['a name', NAMES.wine, NAMES.wine],
    ['an address', '0x4d4c000000000000000000000000000000000002', 'Model registry'],
    ['a hash', () => scene.predicted, 'Transaction'],
  ] as const)('search by %s', async (_, text, title) => {
    await visit('/', 'Chain');
    await page.getByRole('searchbox').fill(typeof text === 'string' ? text : text());
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: title }).waitFor();
  });

  test('search says that there is nothing', async () => {
    await page.getByRole('searchbox').fill(HOSTILE);
    await page.keyboard.press('Enter');
    await page.getByText('Nothing is called').waitFor();
  });

  test('a transaction that predicted: model, version, numbers in and out, gas, calls', async () => {
    await visit(`/transaction/${scene.predicted}`, 'Transaction');
    const panel = page.locator('.panel', { has: page.getByRole('heading', { name: 'Prediction' }) });
    await panel.getByRole('link', { name: NAMES.wine }).waitFor();
    const text = await textOf(panel);
    expect(text).toContain('version 1');
    expect(text).toContain(`[${scene.lot[0]}, ${scene.lot[1]}, `);
    expect(text).toMatch(/Output\s+\[\d[.\d]*(e-\d+)?, /);
    expect(text).toMatch(/Gas: 1\d,\d{3}/);
    expect(await panel.getByRole('list', { name: 'Gas by layer' }).getByRole('listitem').count()).toBe(3);
    await page.locator('.calls').getByText('predict', { exact: true }).waitFor();
  });

  test('a transaction that reverted says why', async () => {
    await visit(`/transaction/${scene.unlucky}`, 'Transaction');
    await page.getByText('Reverted: WrongInputLength(13, 12)').waitFor();
  });

  test('what an account did, older pages too, and who created a contract', async () => {
    const { node, echo } = scene;
    const busy = node.accounts[7]!;
    const client = publicClient(node.url);
    const send = client.request as (asked: { method: string; params: unknown[] }) => Promise<unknown>;
    for (let value = 1; value <= 30; value++) {
      await send({
        method: 'eth_sendTransaction',
        params: [{ from: busy.address, to: echo, value: `0x${value.toString(16)}`, gas: '0xc350' }],
      });
    }
    await visit(`/account/${busy.address}`, 'Account');
    await page.getByText('30 wei').waitFor();
    expect(await page.getByText('5 wei', { exact: true }).count()).toBe(0);
    await page.getByRole('button', { name: 'Older' }).click();
    await page.getByText('5 wei', { exact: true }).waitFor();
    expect(await page.getByRole('button', { name: 'Older' }).count()).toBe(0);
    await page.getByRole('button', { name: 'Newest' }).click();
    await page.getByText('30 wei').waitFor();
    await visit(`/account/${echo}`, 'Account');
    await page.getByText('Created by').waitFor();
  });

  test('a transaction that had a text predicted shows both texts', async () => {
    await visit(`/transaction/${scene.spelled}`, /Transaction/);
    await page.getByText('four thousand seven hundred eleven').waitFor();
    await page.getByText('4711', { exact: true }).waitFor();
  });
}
