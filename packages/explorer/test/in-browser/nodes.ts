import { createHmac, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PREDICT_ADDRESS } from '@evm-ml/evm/viem';
import { expect, test } from 'vitest';
import { startNode } from '../../../node/src/index.ts';
import { permissionedGenesis } from '../../../node/test/permissions/permissioned.ts';
import { walletClient } from '../../../node/test/support/clients.ts';
import { deployWine } from '../../../node/test/support/wine.ts';
import { textOf } from '../support/browser.ts';
import { NAMES, predictCalldata } from '../support/scene.ts';
import { context, pictures, scene } from '../support/stage.ts';

/** Nodes with less, with more, with a lock, and away. */
export function otherNodes(): void {
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
    await other.getByText('Which contracts were called inside is not known here').waitFor();
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
}
