/** `deployModel` of the viem extension against a node: limits, interruption, names that are taken. */
import { MODEL_REGISTRY_ADDRESS, MODEL_STORE_ADDRESS } from '@evm-ml/evm';
import {
  DeploymentRevertedError,
  deployModel,
  ModelNameError,
  mlWalletActions,
  modelRegistryAbi,
  modelStoreAbi,
} from '@evm-ml/evm/viem';
import { type ContractFunctionRevertedError, createWalletClient, custom, type EIP1193Parameters } from 'viem';
import { expect, test } from 'vitest';
import { tinyArtefact } from '../../../evm-ml/test/support/networks.ts';
import { developmentGenesis } from '../../src/genesis/development.ts';
import { chainAt, publicClient, walletClient } from '../support/clients.ts';
import { temporaryNode } from '../support/temporary.ts';

const NAME = 'acme.deploy.test';

/** An artefact of random weights, about so many bytes long: no two chunks are equal. */
function artefactOf(bytes: number, seed = 1): Uint8Array {
  let state = seed;
  const weights = Array.from({ length: bytes }, () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return ((state >>> 20) % 255) - 127;
  });
  return tinyArtefact({ inputs: 16, outputs: bytes / 16, weights, shift: 30 });
}

const chunksOn = async (url: string): Promise<number> =>
  (
    await publicClient(url).getContractEvents({
      address: MODEL_STORE_ADDRESS,
      abi: modelStoreAbi,
      eventName: 'ChunkStored',
      fromBlock: 0n,
    })
  ).length;

test('an interrupted deployment continues: no chunk is sent or paid for twice', async () => {
  const { url } = await temporaryNode();
  const wallet = walletClient(url).extend(mlWalletActions());
  const artefact = artefactOf(160_000); // 7 chunks, three transactions of chunks
  const stop = new AbortController();
  const titles: string[] = [];
  await expect(
    wallet.deployModel({
      artefact,
      name: NAME,
      signal: stop.signal,
      onProgress: ({ title, done }) => {
        titles.push(title);
        if (done === 1) stop.abort();
      },
    }),
  ).rejects.toThrow('abort');
  // What was announced last was sent as well: the signal is asked before each transaction.
  expect(titles.map((title) => title.split(':')[0])).toEqual(['upload 1 of 3', 'upload 2 of 3']);
  expect(await chunksOn(url)).toBe(6);

  const steps: string[] = [];
  const done = await wallet.deployModel({
    artefact,
    name: NAME,
    onProgress: ({ title, done, total }) => steps.push(`${done + 1}/${total} ${title.split(/[ :]/)[0]}`),
  });
  expect(steps).toEqual(['1/3 upload', '2/3 seal', '3/3 register']);
  expect(done).toMatchObject({ version: 1, chunks: 7, uploaded: 1 });
  expect(await chunksOn(url)).toBe(7);
  expect(await wallet.deployModel({ artefact, name: NAME })).toMatchObject({
    version: 1,
    uploaded: 0,
    transactions: [],
    gasUsed: 0n,
  });
});

test('a model without a name is sealed once, and deploying it under one later pays for the name alone', async () => {
  const { url } = await temporaryNode();
  const wallet = walletClient(url).extend(mlWalletActions());
  const [artefact, origin] = [artefactOf(60_000), new TextEncoder().encode('an origin')];
  const sealed = await wallet.uploadModel({ artefact, origin });
  expect(sealed).toMatchObject({ chunks: 3, uploaded: 3 });
  const store = { address: MODEL_STORE_ADDRESS, abi: modelStoreAbi } as const;
  const args = [sealed.modelId] as const;
  expect(await publicClient(url).readContract({ ...store, functionName: 'isSealed', args })).toBe(true);
  const nothing = {
    modelId: sealed.modelId,
    chunks: 3,
    uploaded: 0,
    uploadedBytes: 0,
    transactions: [],
    gasUsed: 0n,
  };
  expect(await wallet.uploadModel({ artefact, origin })).toEqual(nothing);
  const named = await wallet.deployModel({ artefact, origin, name: NAME });
  expect(named).toMatchObject({ modelId: sealed.modelId, version: 1, uploaded: 0 });
  expect(named.transactions).toHaveLength(1);
  await expect(wallet.uploadModel({ artefact: new Uint8Array() })).rejects.toThrow(RangeError);
});

test('transactions are no larger than a block holds', async () => {
  const { url } = await temporaryNode({ genesis: { ...developmentGenesis(), gasLimit: 8_000_000 } });
  const wallet = walletClient(url).extend(mlWalletActions());
  const { transactions } = await wallet.deployModel({ artefact: artefactOf(60_000), name: NAME });
  expect(transactions).toHaveLength(3 + 2);
});

test('a chain whose blocks hold no chunk is refused before anything is sent', async () => {
  const { url } = await temporaryNode({ genesis: { ...developmentGenesis(), gasLimit: 4_000_000 } });
  const wallet = walletClient(url).extend(mlWalletActions());
  await expect(wallet.deployModel({ artefact: artefactOf(60_000), name: NAME })).rejects.toThrow(
    'a transaction may use 4000000',
  );
  expect(await publicClient(url).getTransactionCount({ address: wallet.account.address })).toBe(0);
});

test('names that this signer cannot use are refused before anything is sent', async () => {
  const { url } = await temporaryNode();
  const owner = walletClient(url).extend(mlWalletActions());
  const other = walletClient(url, 1).extend(mlWalletActions());
  const [first, second] = [artefactOf(160), artefactOf(160, 2)];
  await owner.deployModel({ artefact: first, name: NAME });
  const refusal = async (wallet: typeof owner, name: string) => {
    const error = await wallet.deployModel({ artefact: second, name }).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ModelNameError);
    return (error as ModelNameError).shortMessage;
  };
  expect(await refusal(other, 'acme')).toContain('"acme" is no name');
  expect(await refusal(other, NAME)).toContain(`belongs to ${owner.account.address}`);
  await owner.writeContract({
    address: MODEL_REGISTRY_ADDRESS,
    abi: modelRegistryAbi,
    functionName: 'freeze',
    args: [NAME],
  });
  expect(await refusal(owner, NAME)).toContain('frozen for ever');
  expect(await publicClient(url).getTransactionCount({ address: other.account.address })).toBe(0);
  // Deploying what the name stands for already is no change, and free for everybody.
  expect((await other.deployModel({ artefact: first, name: NAME })).transactions).toEqual([]);
});

test('a name that somebody takes meanwhile: the error of the registry, decoded', async () => {
  const { url } = await temporaryNode();
  const other = walletClient(url, 1).extend(mlWalletActions());
  const artefact = artefactOf(160);
  /** Lets the other one register before the transaction that would. */
  const transport = custom({
    request: async ({ method, params }: EIP1193Parameters) => {
      const isRegistration = method === 'eth_sendRawTransaction' && sent++ === 1;
      if (isRegistration) await other.deployModel({ artefact, name: NAME });
      return publicClient(url).request({ method, params } as never);
    },
  });
  let sent = 0;
  const wallet = createWalletClient({ chain: chainAt(url), transport, account: walletClient(url).account });
  const error = await deployModel(wallet, { artefact, name: NAME }).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(DeploymentRevertedError);
  const { shortMessage, message, cause } = error as DeploymentRevertedError;
  expect(shortMessage).toMatch(/^"register .*" was reverted in transaction 0x[0-9a-f]{64}\.$/);
  expect(message).toContain(`NameTaken(string name, address owner)`);
  expect((cause as ContractFunctionRevertedError).data).toMatchObject({
    errorName: 'NameTaken',
    args: [NAME, other.account.address],
  });
});
