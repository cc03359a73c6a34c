import { readFileSync, statSync } from 'node:fs';
import { mlActions } from '@evm-ml/evm/viem';
import { decodeNetwork, exportKeras } from '@evm-ml/quantized-runtime/workshop';
import { expect, test } from 'vitest';
import { publicClient, walletClient } from '../../../node/test/support/clients.ts';
import { textOf } from '../support/browser.ts';
import { NAMES } from '../support/scene.ts';
import { page, scene, visit } from '../support/stage.ts';

/** Models as graphs, as files, and beside each other. */
export function models(): void {
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
}
