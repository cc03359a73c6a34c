import { createHmac, randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mlActions, PREDICT_ADDRESS } from '@evm-ml/evm/viem';
import { decodeNetwork, exportKeras } from '@evm-ml/quantized-runtime/workshop';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import type { Hex } from 'viem';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startNode } from '../../node/src/index.ts';
import { permissionedGenesis } from '../../node/test/permissions/permissioned.ts';
import { publicClient, walletClient } from '../../node/test/support/clients.ts';
import { deployWine } from '../../node/test/support/wine.ts';
import { showText } from '../src/format/shorten.ts';
import { noBrowser, openBrowser, textOf } from './support/browser.ts';
import { HOSTILE, NAMES, predictCalldata, type Scene, setScene } from './support/scene.ts';

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
/** Where pictures of all places are put, to be looked at. */
const pictures = process.env['PICTURES'];

let scene: Scene;
let browser: Browser;
let context: BrowserContext;
let page: Page;
/** What went wrong in the page, and whom it asked. */
const complaints: string[] = [];
const hosts = new Set<string>();
const paths: string[] = [];

const at = (place: string) => `${scene.node.explorerUrl}#${place}`;

/** Goes to a place and waits until its title says that it is there. */
async function visit(place: string, title: string | RegExp): Promise<void> {
  await page.goto(at(place));
  await page.getByRole('heading', { level: 1, name: title }).waitFor();
}

function listen(to: Page): void {
  to.on('pageerror', (error) => complaints.push(String(error)));
  to.on('console', (message) => {
    if (message.type() === 'error' || /Content Security|Trusted/i.test(message.text()))
      complaints.push(message.text());
  });
  to.on('request', (request) => {
    const { host, pathname } = new URL(request.url());
    hosts.add(host);
    paths.push(pathname);
  });
}

if (noBrowser !== undefined) console.log(`The page is not tried in a browser: ${noBrowser}.`);

describe.skipIf(noBrowser !== undefined)('the page in a browser', () => {
  beforeAll(async () => {
    [scene, browser] = await Promise.all([setScene(), openBrowser()]);
    context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
    page = await context.newPage();
    listen(page);
  });
  afterAll(async () => {
    await browser?.close();
    await scene?.node.close();
  });

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

  test('models by name; a model as a graph with shapes and gas; its bytes as a file', async () => {
    await visit('/models', 'Models');
    const row = page.getByRole('row').filter({ hasText: NAMES.digits });
    expect(await textOf(row)).toMatch(/open\s+61\.3 kB\s+[\d,]{6,}\s+Try it/);
    await row.getByRole('link', { name: NAMES.digits }).click();
    await page.locator('svg.graph').waitFor();
    expect(await page.locator('svg.graph').textContent()).toContain('28 × 28 × 1');
    await page.getByRole('region', { name: 'Layers' }).getByRole('button', { name: 'conv2d_2' }).click();
    await page.locator('.histogram').waitFor();
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Download artefact' }).click(),
    ]);
    expect(file.suggestedFilename()).toBe(`${NAMES.digits}.evmml`);
    expect(statSync(await file.path()).size).toBe(61_269);
  });

  test('a model as a file for Keras, the bytes that the command line writes, and what Keras says of it', async () => {
    await visit(`/model/${NAMES.wine}`, NAMES.wine);
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Download .keras' }).click(),
    ]);
    expect(file.suggestedFilename()).toBe(`${NAMES.wine}.keras`);
    const { artefact: model, origin } = await publicClient(scene.node.url)
      .extend(mlActions())
      .readArtefact({ model: NAMES.wine });
    const written = await exportKeras(decodeNetwork({ model, origin: origin! }));
    expect(readFileSync(await file.path()).equals(written)).toBe(true);
    await page.getByText('What Keras says of it').click();
    await page.getByText('"class_name": "Sequential"').waitFor();
    await visit(`/model/${NAMES.digits}`, NAMES.digits);
    await page.getByText('The model was sealed without what Keras said of it.').waitFor();
    expect(await page.getByRole('button', { name: 'Download .keras' }).count()).toBe(0);
  });

  test('who called a model, how often, at what gas', async () => {
    const client = publicClient(scene.node.url);
    const { input, to, from } = await client.getTransaction({ hash: scene.predicted });
    const hash = await walletClient(scene.node.url).sendTransaction({
      to: to!,
      data: input,
      gas: 1_000_000n,
    });
    await visit(`/model/${NAMES.wine}`, NAMES.wine);
    const part = page.locator('.panel', { hasText: 'Who called it' });
    await part.getByRole('button', { name: 'Look at the newest' }).click();
    const row = part.getByRole('row').nth(1);
    await row.waitFor();
    expect(await row.getByRole('link').first().getAttribute('title')).toBe(from);
    expect(await row.getByRole('link').last().getAttribute('title')).toBe(hash);
    expect(await textOf(row)).toMatch(/\t\d( \d failed)?\t1\d,\d{3}\t/);
  });

  test('two versions side by side: one byte differs, and whose name a layer has is text', async () => {
    await visit(`/model/${NAMES.hostile}`, NAMES.hostile);
    const beside = page.locator('.panel', { hasText: 'Beside another version' });
    await beside.getByLabel('Version').selectOption('1');
    await beside.getByText('where the lengths are the same: 1.').waitFor();
    await beside.getByText('<img src=x').waitFor();
    await beside.getByRole('cell', { name: /^1 of \d/ }).waitFor();
    expect(await page.evaluate('window.hacked')).toBe(undefined);
  });

  test('a digit is drawn: chain and browser give the same bits, and say which digit it is', async () => {
    await visit(`/playground/${NAMES.digits}`, /Playground/);
    await drawOne(page);
    await page.getByText('Same bits').waitFor();
    const best = page
      .getByRole('list', { name: 'Probabilities of the classes' })
      .locator('.marked .bar-label');
    await expect.poll(() => textOf(best)).toBe('1');
    await page.getByText('What a contract sees').click();
    expect(await textOf(page.locator('details'))).toMatch(
      /Calldata[\s\S]*Return data[\s\S]*Predict\.predict\("acme\.post\.digits"[\s\S]*cast call/,
    );
  });

  test('a picture instead: dark on bright is turned around; what is none is told of', async () => {
    await visit(`/playground/${NAMES.digits}`, /Playground/);
    const file = page.getByLabel('or a picture: choose a file, or drop it here');
    await file.setInputFiles({ name: 'a.png', mimeType: 'image/png', buffer: Buffer.from(HOSTILE) });
    await page.getByText('This is no picture that the browser can read.').waitFor();
    const bar = (x: number, y: number) => (x >= 26 && x < 31 && y >= 8 && y < 48 ? 10 : 245);
    await file.setInputFiles({ name: 'a.bmp', mimeType: 'image/bmp', buffer: bitmap(56, bar) });
    await page.getByText('Same bits').waitFor();
    const best = page
      .getByRole('list', { name: 'Probabilities of the classes' })
      .locator('.marked .bar-label');
    await expect.poll(() => textOf(best)).toBe('1');
    // Dropped on the drawing it is taken too, and the page stays where it is.
    await page.getByRole('button', { name: 'Clear' }).click();
    await page.getByText('Draw something').waitFor();
    await page.evaluate(`{
      const bytes = Uint8Array.from(atob('${bitmap(56, bar).toString('base64')}'), (each) => each.charCodeAt(0));
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File([bytes], 'a.bmp', { type: 'image/bmp' }));
      document.querySelector('canvas').dispatchEvent(
        new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }));
    }`);
    await page.getByText('Same bits').waitFor();
    await expect.poll(() => textOf(best)).toBe('1');
  });

  test('a row is typed: the answer is that of the chain', async () => {
    await visit(`/playground/${NAMES.wine}`, /Playground/);
    const row = page.getByRole('textbox', { name: /Numbers of one example/ });
    await row.fill('13.2, not-a-number');
    await page.getByText('“not-a-number” is no number.').waitFor();
    await row.fill(scene.lot.join('\t'));
    await page.getByText('13 of 13 numbers').waitFor();
    await page.getByText('Same bits').waitFor();
    const line = scene.lot.join(';');
    const csv = `${HOSTILE.replaceAll(/[\n,;]/g, '')};b\r\n${'1;'.repeat(12)}2\r\n${line}\r\n`;
    await page
      .getByLabel('or a file of rows (CSV)')
      .setInputFiles({ name: 'rows.csv', mimeType: 'text/csv', buffer: Buffer.from(csv) });
    await page.getByText('Its columns: <img src=x').waitFor();
    expect(await row.inputValue()).toBe(`${'1, '.repeat(12)}2`);
    await page.getByRole('button', { name: 'Next' }).click();
    expect(await row.inputValue()).toBe(scene.lot.join(', '));
    await page.getByText('Same bits').waitFor();
    const output = await publicClient(scene.node.url)
      .extend(mlActions())
      .getPrediction({ model: NAMES.wine, input: [...scene.lot] });
    const shown = await page
      .getByRole('list', { name: 'Probabilities of the classes' })
      .locator('.bar-text')
      .allInnerTexts();
    expect(shown).toEqual(output.map((part) => `${(100 * Number(part)).toFixed(1)} %`));
  });

  test('a sentence is typed: the answer is a text, and that of the chain', async () => {
    await visit(`/playground/${NAMES.spelling}`, /Playground/);
    const box = page.getByRole('textbox', { name: 'A text for the model' });
    await box.fill('12345');
    await page.getByText('5 of at most 4 bytes: the model takes no longer text').waitFor();
    await box.fill('4711');
    await page.getByText('Same bits').waitFor();
    const said = await publicClient(scene.node.url)
      .extend(mlActions())
      .predictText({ model: NAMES.spelling, text: '4711' });
    expect(said).toBe('four thousand seven hundred eleven');
    const answer = page.getByLabel('The text that the model answers');
    expect(await textOf(answer)).toBe(said);
    // What is no number is a text like any other.
    await box.fill('<b>');
    await page.getByText('Same bits').waitFor();
    await page.getByText('What a contract sees').click();
    await page.getByText(`Predict.predictText("${NAMES.spelling}", "<b>")`).waitFor();
    expect(await page.locator('#page b').count()).toBe(0);
    await box.fill('');
    await page.getByText('Type something: the answer follows the keys.').waitFor();
  });

  test('a transaction that had a text predicted shows both texts', async () => {
    await visit(`/transaction/${scene.spelled}`, /Transaction/);
    await page.getByText('four thousand seven hundred eleven').waitFor();
    await page.getByText('4711', { exact: true }).waitFor();
  });

  test('kernels that compute something else are a loud difference', async () => {
    const other = await context.newPage();
    // What the chain answers is bent on its way: one bit of the last number.
    await other.route(`${scene.node.url}/`, async (route) => {
      const answer = await route.fetch();
      const text = await answer.text();
      const isCall = /"method":"eth_call"/.test(route.request().postData() ?? '');
      const flip = (_: string, rest: string, digit: string) =>
        `${rest}${(Number.parseInt(digit, 16) ^ 1).toString(16)}"`;
      const bent = isCall ? text.replace(/("0x[0-9a-f]{300,})([0-9a-f])"/, flip) : text;
      await route.fulfill({ response: answer, body: bent });
    });
    await other.goto(at(`/playground/${NAMES.wine}`));
    await other.getByRole('textbox', { name: /Numbers of one example/ }).fill(scene.lot.join(' '));
    await other.getByRole('alert').getByText('NOT THE SAME BITS').waitFor();
    await other.close();
  });

  test.each([
    ['revert', () => `/transaction/${scene.hostileRevert}`, 'Reverted: '],
    ['log and argument', () => `/transaction/${scene.hostileLog}`, 'VersionDeprecated'],
    ['layers and ports', () => `/model/${NAMES.hostile}`, 'parameters in'],
    ['playground', () => `/playground/${NAMES.hostile}`, 'Numbers of one example'],
    ['address', () => `/model/${encodeURIComponent(HOSTILE)}`, 'InvalidReference'],
    ['place', () => `/${encodeURIComponent(HOSTILE)}/${HOSTILE}`, 'There is no such place'],
  ] as const)('hostile text is text: %s', async (_, place, sign) => {
    await page.goto('about:blank');
    await page.goto(at(place()));
    await page.getByText(sign).first().waitFor();
    await expect.poll(() => textOf(page.locator('#page'))).toContain(showText(HOSTILE).slice(0, 20));
    expect(await page.locator('#page img, #page svg[onload]').count()).toBe(0);
    expect(await page.evaluate('window.hacked')).toBe(undefined);
    // Nothing turns the direction of what stands beside it.
    expect(await textOf(page.locator('#page'))).not.toContain('\u202E');
  });

  test('the policy stops what would become HTML, code or a request elsewhere', async () => {
    const other = await context.newPage();
    await other.goto(at('/'));
    const outcome = (code: string) =>
      other.evaluate(
        `(async () => { try { ${code}; return 'done'; } catch (error) { return error.name; } })()`,
      );
    expect(await outcome(`document.body.innerHTML = '<b>x</b>'`)).toBe('TypeError');
    expect(await outcome(`document.createElement('script').src = 'https://example.org/x.js'`)).toBe(
      'TypeError',
    );
    expect(await outcome(`new Worker('data:text/javascript,1')`)).toBe('TypeError');
    expect(await outcome(`await fetch('http://127.0.0.1:1/')`)).toBe('TypeError');
    await other.close();
  });

  test('a node without traces: the reason of a revert is asked again, numbers are those of the transaction', async () => {
    const other = await context.newPage();
    const plain = await startNode({ port: 0, explorer: true });
    await deployWine(plain.url, NAMES.wine);
    const wallet = walletClient(plain.url);
    const ask = (input: readonly number[]) =>
      wallet.sendTransaction({ to: PREDICT_ADDRESS, data: predictCalldata(input), gas: 1_000_000n });
    const [good, short] = [await ask(scene.lot), await ask(scene.lot.slice(1))];
    await other.goto(`${plain.explorerUrl}#/transaction/${good}`);
    await other.getByText(`[${scene.lot.slice(0, 2).join(', ')}`).waitFor();
    expect(await other.getByRole('heading', { name: 'Calls' }).count()).toBe(0);
    await other.goto(`${plain.explorerUrl}#/transaction/${short}`);
    await other
      .getByText('Reverted: WrongInputLength(13, 12), asked again on the state before its block')
      .waitFor();
    await other.close();
    await plain.close();
  });

  test('validators and members, where a chain has them', async () => {
    const other = await context.newPage();
    const dataDir = mkdtempSync(join(tmpdir(), 'evm-ml-page-'));
    const sockets = { abciSocket: join(dataDir, 'abci.sock'), rpcSocket: join(dataDir, 'engine.sock') };
    const member = await startNode({
      ...{ port: 0, explorer: true, dataDir, cometbft: sockets },
      genesis: permissionedGenesis(),
    });
    await other.goto(`${member.explorerUrl}#/`);
    const part = (title: string) =>
      other.locator('.panel', { has: other.getByRole('heading', { name: title }) });
    await part('Validators').getByText('engine away').waitFor();
    const members = await textOf(part('Members'));
    for (const index of [0, 1, 2]) {
      expect(members.toLowerCase()).toContain(scene.node.accounts[index]!.address.toLowerCase());
    }
    expect(members).toContain('2 of 3');
    if (pictures !== undefined) await other.screenshot({ path: `${pictures}/members.png`, fullPage: true });
    await other.close();
    await member.close();
    rmSync(dataDir, { recursive: true });
  });

  test('a node that asks for a token gets it, and is asked every two seconds', async () => {
    const key = 'a-key-of-a-cellar';
    const secretFile = join(mkdtempSync(join(tmpdir(), 'evm-ml-page-')), 'jwt.hex');
    const secret = randomBytes(32);
    writeFileSync(secretFile, secret.toString('hex'));
    const closed = await startNode({
      ...{ port: 0, explorer: true },
      access: { jwt: { algorithm: 'HS256', secretFile } },
    });
    const other = await context.newPage();
    await other.goto(`${closed.explorerUrl}#/connection`);
    await other.getByRole('link', { name: 'Connection: node away' }).waitFor();
    const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const claims = `${part({ alg: 'HS256', typ: 'JWT' })}.${part({ sub: key, exp: 4e9, methods: ['*'] })}`;
    const token = `${claims}.${createHmac('sha256', secret).update(claims).digest('base64url')}`;
    await other.getByLabel(/Access token/).fill(token);
    await other.getByRole('button', { name: 'Connect' }).click();
    await other.getByRole('link', { name: 'Connection: polling' }).waitFor();
    await other.getByText('Chain id').waitFor();
    await other.close();
    await closed.close();
  });

  test('a node that goes away is noticed, and one that comes back is followed again', async () => {
    const looking = await context.newPage();
    const passing = await startNode({ port: 0, dev: true });
    const server = await startNode({ port: 0, explorer: [passing.url, passing.wsUrl] });
    await looking.goto(`${server.explorerUrl}?node=${encodeURIComponent(passing.url)}`);
    await looking.getByRole('link', { name: 'Connection: live' }).waitFor();
    await looking.getByText('Base fee').waitFor();
    await passing.close();
    await looking.getByRole('link', { name: 'Connection: node away' }).waitFor();
    await looking.getByText('What is shown is from before').waitFor();
    const again = await startNode({ port: Number(new URL(passing.url).port), dev: true });
    await looking.getByRole('link', { name: /Connection: (live|polling)/ }).waitFor();
    await looking.close();
    await Promise.all([again.close(), server.close()]);
  });

  test.each([
    ['light', 1280],
    ['dark', 390],
  ] as const)(
    'axe finds nothing serious, and nothing is wider than the screen: %s, %i',
    async (colorScheme, width) => {
      const other = await browser.newContext({
        viewport: { width, height: 844 },
        colorScheme,
        bypassCSP: true,
      });
      const looking = await other.newPage();
      const places = {
        chain: '/',
        block: '/block/2',
        transaction: `/transaction/${scene.predicted}`,
        reverted: `/transaction/${scene.hostileLog}`,
        account: '/account/0x4d4c000000000000000000000000000000000002',
        contract: `/account/${scene.echo}`,
        models: '/models',
        versions: `/model/${NAMES.hostile}`,
        model: `/model/${NAMES.digits}`,
        digits: `/playground/${NAMES.digits}`,
        wine: `/playground/${NAMES.wine}`,
        connection: '/connection',
      };
      for (const [name, place] of Object.entries(places)) {
        await looking.goto('about:blank');
        await looking.goto(at(place));
        await looking.getByRole('heading', { level: 1 }).waitFor();
        const waiting = looking.getByText(/^(Loading|Reading the model from the chain)…$/);
        await expect.poll(() => waiting.count(), { timeout: 30_000 }).toBe(0);
        if (name === 'digits') await drawOne(looking);
        if (name === 'versions') {
          await looking.getByRole('combobox', { name: 'Version' }).selectOption('1');
          await looking.getByText('where the lengths are the same: 1.').waitFor();
          await looking.getByRole('button', { name: 'Look at the newest' }).click();
          await looking.getByText('transactions looked into').waitFor();
        }
        if (name === 'wine') {
          await looking.getByRole('textbox', { name: /Numbers of one example/ }).fill(scene.lot.join(', '));
          await looking.getByText('Same bits').waitFor();
        }
        if (pictures !== undefined) {
          await looking.screenshot({
            path: `${pictures}/${name}-${colorScheme}-${width}.png`,
            fullPage: true,
          });
        }
        await looking.evaluate(axeSource);
        const { violations } = (await looking.evaluate('axe.run()')) as { violations: Violation[] };
        const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
        expect(serious.map(({ id, nodes }) => `${name}: ${id} ${nodes[0]?.html}`)).toEqual([]);
        expect(await looking.evaluate('document.documentElement.scrollWidth'), name).toBeLessThanOrEqual(
          width,
        );
      }
      await other.close();
    },
  );

  test('nothing went wrong meanwhile, and nobody else was asked', () => {
    expect(
      complaints.filter((text) => !/net::ERR_CONNECTION_REFUSED|WebSocket connection/.test(text)),
    ).toEqual([]);
    expect([...hosts]).toEqual([new URL(scene.node.url).host]);
  });
});

interface Violation {
  readonly id: string;
  readonly impact: string;
  readonly nodes: readonly { readonly html: string }[];
}

/** A square picture of 24 bits, grey as `levelOf` says. */
function bitmap(side: number, levelOf: (x: number, y: number) => number): Buffer {
  const row = 4 * Math.ceil((3 * side) / 4);
  const file = Buffer.alloc(54 + row * side);
  file.write('BM');
  file.writeUInt32LE(file.length, 2);
  for (const [at, value] of [
    [10, 54],
    [14, 40],
    [18, side],
    [22, side],
  ] as const)
    file.writeUInt32LE(value, at);
  file.writeUInt16LE(1, 26);
  file.writeUInt16LE(24, 28);
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      const at = 54 + row * (side - 1 - y) + 3 * x;
      file.fill(levelOf(x, y), at, at + 3);
    }
  }
  return file;
}

/** A stroke from the top to the bottom. */
async function drawOne(on: Page): Promise<void> {
  const pad = on.getByRole('img', { name: /Drawing of 28 by 28/ });
  await pad.scrollIntoViewIfNeeded();
  const { x, y, width, height } = (await pad.boundingBox())!;
  await on.mouse.move(x + width * 0.53, y + height * 0.2);
  await on.mouse.down();
  await on.mouse.move(x + width * 0.48, y + height * 0.8, { steps: 8 });
  await on.mouse.up();
  await on.getByText('Same bits').waitFor();
}
