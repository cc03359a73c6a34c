import { MODEL_REGISTRY_ADDRESS, modelRegistryAbi } from '@evm-ml/evm';
import { mlActions, mlWalletActions } from '@evm-ml/evm/viem';
import { expect, test } from 'vitest';
import { call, publicClient, walletClient } from '../support/clients.ts';
import { temporaryNode } from '../support/temporary.ts';
import { wineArtefact } from '../support/wine.ts';

interface Page {
  models: { name: string }[];
  next: { from: string; skip: string } | null;
}

/** A node with names in three blocks: one, five, two. */
async function listing(limits = {}) {
  const node = await temporaryNode({ dev: true, limits });
  const wallet = walletClient(node.url).extend(mlWalletActions());
  const { model: artefact, origin } = await wineArtefact();
  const { modelId } = await wallet.deployModel({ artefact, origin, name: 'acme.first' });
  await call(node.url, 'evm_setAutomine', false);
  for (const names of [
    ['a', 'b', 'c', 'd', 'e'],
    ['f', 'g'],
  ]) {
    for (const name of names) {
      await wallet.writeContract({
        address: MODEL_REGISTRY_ADDRESS,
        abi: modelRegistryAbi,
        functionName: 'register',
        args: [`acme.${name}`, modelId],
        gas: 300_000n,
      });
    }
    await call(node.url, 'evm_mine');
  }
  return node;
}
const all = ['first', 'a', 'b', 'c', 'd', 'e', 'f', 'g'].map((name) => `acme.${name}`);

test('predict_list: pages of any size hold every name once, in order, and end', async () => {
  const { url } = await listing();
  for (const limit of [1, 2, 3, 5, 7, 8, 9]) {
    const found: string[] = [];
    let next: Page['next'] = { from: '0x0', skip: '0x0' };
    while (next) {
      const page = (await call(url, 'predict_list', next.from, next.skip, `0x${limit.toString(16)}`))
        .result as Page;
      expect(page.models.length).toBeLessThanOrEqual(limit);
      found.push(...page.models.map(({ name }) => name));
      next = page.next;
    }
    expect(found).toEqual(all);
  }
  const models = await publicClient(url).extend(mlActions()).getModels();
  expect(models.map(({ name }) => name)).toEqual(all);
});

test('predict_list: a limit of 0 is refused, a larger one than the most is the most', async () => {
  const { url } = await listing();
  expect(await call(url, 'predict_list', '0x0', '0x0', '0x0')).toMatchObject({ error: { code: -32602 } });
  const page = (await call(url, 'predict_list', null, null, `0x${'f'.repeat(64)}`)).result as Page;
  expect([page.models.length, page.next]).toEqual([8, null]);
  expect((await call(url, 'predict_list', '0x0', `0x${'f'.repeat(64)}`)).result).toMatchObject({
    next: null,
  });
  expect((await call(url, 'predict_list', '0xffff')).result).toEqual({ models: [], next: null });
});

test('predict_list: a page looks at maxLogBlocks blocks, and says where the next begins', async () => {
  const { url } = await listing({ maxLogBlocks: 2 });
  const page = (await call(url, 'predict_list')).result as Page;
  expect(page).toEqual({ models: [], next: { from: '0x2', skip: '0x0' } });
  const models = await publicClient(url).extend(mlActions()).getModels();
  expect(models.map(({ name }) => name)).toEqual(all);
});
