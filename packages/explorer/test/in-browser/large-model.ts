import { mlWalletActions } from '@evm-ml/evm/viem';
import { test } from 'vitest';
import { startNode } from '../../../node/src/index.ts';
import { walletClient } from '../../../node/test/support/clients.ts';
import { largeArtefact } from '../support/large-artefact.ts';
import { context, listen } from '../support/stage.ts';

/** A network of four megabytes: what is small for a chain may be large for a page. */
export function largeModel(): void {
  test('4 MB: its graph, the weights of a layer, and the same bits as the chain', async () => {
    const node = await startNode({ port: 0, dev: true, explorer: true });
    const name = 'acme.large.dense';
    await walletClient(node.url).extend(mlWalletActions()).deployModel({ artefact: largeArtefact(), name });
    const page = await context.newPage();
    listen(page, node.url);
    await page.goto(`${node.explorerUrl}#/model/${name}`);
    await page.getByText('4,281,202 parameters in 4 layers').waitFor();
    await page.locator('svg.graph').getByText('dense_3').waitFor();
    await page.getByRole('region', { name: 'Layers' }).getByRole('button', { name: 'dense_2' }).click();
    await page.locator('.histogram').waitFor();
    await page.getByText('1,690,002 numbers, 1.7 MB').waitFor();
    await page.goto(`${node.explorerUrl}#/playground/${name}`);
    const row = page.getByRole('textbox', { name: /Numbers of one example/ });
    await row.fill(Array.from({ length: 784 }, (_, index) => index % 7).join(' '));
    await page.getByText('Same bits').waitFor();
    await page.close();
    await node.close();
  });
}
