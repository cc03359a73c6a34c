import { mlActions } from '@evm-ml/evm/viem';
import type { Hex } from 'viem';
import { expect, test } from 'vitest';
import { publicClient } from '../../../node/test/support/clients.ts';
import { textOf } from '../support/browser.ts';
import { HOSTILE, NAMES } from '../support/scene.ts';
import { at, context, listen, page, paths, scene, visit } from '../support/stage.ts';

/** What a contract understands, and who writes to it. */
export function contracts(): void {
  test('an interface of its own: a contract is asked, written to, and shown by it', async () => {
    const parameter = [{ name: 'amount', type: 'uint256' }];
    const item = (name: string, stateMutability: string) => ({
      ...{ type: 'function', name, stateMutability, inputs: parameter, outputs: parameter },
    });
    await visit(`/account/${scene.echo}`, 'Account');
    const abi = page.getByLabel('ABI in JSON');
    await abi.fill(JSON.stringify([{ ...item('f', 'view'), name: HOSTILE }]));
    await page.getByText('Entry 1 is none that an ABI has.').waitFor();
    await abi.fill(JSON.stringify({ abi: [item('echoOf', 'view'), item('keepThis', 'nonpayable')] }));
    const part = (title: string) =>
      page.locator('.panel', { has: page.getByRole('heading', { name: title, exact: true }) });
    await part('Read').getByText('echoOf(uint256)').click();
    await part('Read').getByLabel('amount (uint256)').fill('twelve');
    await part('Read').getByRole('button', { name: 'Ask' }).click();
    await part('Read').getByText('amount (uint256) is a whole number.').waitFor();
    await part('Read').getByLabel('amount (uint256)').fill('123456789012345678901234567890');
    await part('Read').getByRole('button', { name: 'Ask' }).click();
    await part('Read').getByRole('status').getByText('123456789012345678901234567890').waitFor();
    await part('Write').getByText('keepThis(uint256)').click();
    await part('Write').getByLabel('amount (uint256)').fill('77');
    await part('Write').getByRole('button', { name: 'Send' }).click();
    await part('Write').getByText('Sent:').getByRole('link').click();
    await page.getByRole('heading', { level: 1, name: 'Transaction' }).waitFor();
    await page.getByText('keepThis(uint256)').waitFor();
    // It is kept by the browser, and forgotten when somebody says so.
    await page.reload();
    await page.getByText('keepThis(uint256)').waitFor();
    await visit(`/account/${scene.echo}`, 'Account');
    await page.getByRole('button', { name: 'Forget' }).click();
    await abi.waitFor();
  });

  test('a contract cannot have the page ask an address of its choice', async () => {
    await visit(`/account/${scene.lure}`, 'Account');
    await page.getByRole('button', { name: 'It is ERC-20' }).click();
    await page.getByText('totalSupply()').click();
    const form = page.locator('details', { hasText: 'totalSupply()' });
    await form.getByRole('button', { name: 'Ask' }).click();
    await form.getByText('Reverted: an error that this page does not know: 0x556f1830').waitFor();
    expect(paths.filter((path) => path.includes('bait'))).toEqual([]);
    await page.getByRole('button', { name: 'Forget' }).click();
  });

  test('a wallet of the browser sends: one that announces itself, on the chain of the page, whatever its name', async () => {
    const other = await context.newPage();
    listen(other);
    // What a wallet does, with the node's own keys: it is on another chain until it is asked to change.
    await other.addInitScript(`
      let chain = '0x1';
      const ask = async (method, params) => {
        const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method, params });
        const headers = { 'content-type': 'application/json' };
        const answer = await fetch('${scene.node.url}/', { method: 'POST', headers, body });
        return (await answer.json()).result;
      };
      const provider = {
        async request({ method, params = [] }) {
          if (method === 'eth_requestAccounts') return (await ask('eth_accounts', [])).slice(8, 9);
          if (method === 'wallet_switchEthereumChain') chain = undefined;
          if (method === 'eth_chainId' && chain !== undefined) return chain;
          return method.startsWith('wallet_') ? null : ask(method, params);
        },
      };
      const detail = { info: { name: ${JSON.stringify(HOSTILE)} }, provider };
      addEventListener('eip6963:requestProvider', () =>
        dispatchEvent(new CustomEvent('eip6963:announceProvider', { detail })));
    `);
    await other.goto(at(`/account/0x4d4c000000000000000000000000000000000002`));
    await other.getByText('register(string,bytes32)').click();
    expect(await textOf(other.getByLabel('Sent by').locator('option').first())).toContain('<img src=x');
    const form = other.locator('details', { hasText: 'register(string,bytes32)' });
    await form.getByLabel('name (string)').fill('acme.by.wallet');
    const client = publicClient(scene.node.url).extend(mlActions());
    const { modelId } = await client.getModel({ model: NAMES.wine });
    await form.getByLabel(/bytes32/).fill(modelId);
    await form.getByRole('button', { name: 'Send' }).click();
    const sent = form.getByText('Sent:').getByRole('link');
    const hash = (await sent.getAttribute('title')) as Hex;
    const { from } = await client.waitForTransactionReceipt({ hash });
    expect(from).toBe(scene.node.accounts[8]!.address.toLowerCase());
    expect(await other.evaluate('window.hacked')).toBe(undefined);
    await other.close();
  });
}
