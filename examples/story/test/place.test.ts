import { startNode } from '@evm-ml/node';
import { expect, it, onTestFinished, vi } from 'vitest';
import { openPlace } from '../src/place.ts';

it('the story can be told on a chain that runs already', async () => {
  const node = await startNode({ port: 0, dev: true });
  onTestFinished(() => node.close());
  const { url, chainId, accounts, close } = await openPlace(['--rpc', node.url]);
  expect({ url, chainId, accounts }).toEqual({
    url: node.url,
    chainId: node.chainId,
    accounts: node.accounts,
  });
  await close();
  expect((await openPlace(['--rpc', node.url])).chainId).toBe(node.chainId);
});

it('a chain that is not there is said in a sentence', async () => {
  await expect(openPlace(['--rpc', 'http://127.0.0.1:1'])).rejects.toThrow(
    'no node answers at http://127.0.0.1:1',
  );
});

it('where no engine can be had, one sentence says what to do', async () => {
  vi.stubEnv('EVM_ML_COMETBFT', '/no/such/cometbft');
  onTestFinished(() => {
    vi.unstubAllEnvs();
  });
  await expect(openPlace(['--cluster'])).rejects.toThrow(
    'which EVM_ML_COMETBFT names, is no CometBFT that runs here: name a CometBFT',
  );
});

it('a chain that is kept says where its page is, and goes on until a signal', async () => {
  const place = await openPlace(['--keep']);
  onTestFinished(() => place.close());
  const said = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  const staying = place.stay();
  expect(said.mock.calls.join('')).toContain(`look at it at ${place.url}/explorer/, Ctrl-C ends it`);
  said.mockRestore();
  process.emit('SIGINT');
  await staying;
});
