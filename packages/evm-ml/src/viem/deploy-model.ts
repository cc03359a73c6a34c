import {
  type Account,
  BaseError,
  type Chain,
  type Client,
  type Hex,
  isAddressEqual,
  type Transport,
  zeroAddress,
} from 'viem';
import { getBlock, readContract, sendTransaction, waitForTransactionReceipt } from 'viem/actions';
import { MODEL_REGISTRY_ADDRESS, MODEL_STORE_ADDRESS } from '../addresses.ts';
import { modelRegistryAbi, modelStoreAbi } from '../generated/contracts.ts';
import { publishTransaction, registerTransaction } from '../store/names.ts';
import {
  type ContentLayout,
  createUpload,
  layoutOf,
  type ModelTransaction,
  type StoreLayout,
  storedChunks,
  TRANSACTION_GAS_CAP,
} from '../store/upload.ts';
import { revertOf } from './revert-of.ts';

/** A client that signs. */
export type Deployer = Client<Transport, Chain | undefined, Account>;

export interface DeployModelParameters {
  /** What `evm-ml convert` wrote: the network as PREDICT runs it. */
  readonly artefact: Uint8Array;
  /**
   * What it wrote beside it: where the network came from. The model's id covers it, and without it nobody can turn the
   * model into a Keras file again.
   */
  readonly origin?: Uint8Array;
  /** `org.domain.model`; the signer must own it, or nobody. */
  readonly name: string;
  /** Called before each transaction with what is done so far, out of `total`. */
  readonly onProgress?: (step: {
    readonly title: string;
    readonly done: number;
    readonly total: number;
  }) => void;
  /** Stops before the next transaction; what was sent stays, and calling again continues. */
  readonly signal?: AbortSignal;
}

/** What was done. `transactions` is empty when everything was on the chain already. */
export interface DeployModelReturnType {
  readonly modelId: Hex;
  readonly version: number;
  /** How many chunks model and origin have; none if they lie in their manifests. */
  readonly chunks: number;
  /** Chunks that were sent; the others lay on the chain before. */
  readonly uploaded: number;
  readonly transactions: readonly Hex[];
  readonly gasUsed: bigint;
}

/** The name cannot be used by this signer; nothing was sent. `shortMessage` is one sentence with what to do. */
export class ModelNameError extends BaseError {
  override readonly name = 'ModelNameError';
}

/** A transaction of the deployment was reverted; `cause` has the error of store or registry, where it was found. */
export class DeploymentRevertedError extends BaseError {
  override readonly name = 'DeploymentRevertedError';
}

/**
 * Uploads an artefact, seals it, and registers `name` or publishes its next version. What is on the chain is
 * neither sent nor paid for again: after an interruption, calling it once more continues.
 * @throws ModelNameError before anything is sent; RangeError, likewise, if the chain's blocks cannot hold a chunk
 */
export async function deployModel(
  client: Deployer,
  { artefact, origin, name, onProgress = () => {}, signal }: DeployModelParameters,
): Promise<DeployModelReturnType> {
  const parts = { model: artefact, ...(origin && { origin }) };
  const layout = layoutOf(parts);
  const naming = await settleName(client, name, layout.modelId);
  const { gasLimit } = await getBlock(client);
  const limits = gasLimit < TRANSACTION_GAS_CAP ? { maxTransactionGas: gasLimit } : {};
  const upload = createUpload(parts, await readStoreState(client, layout), limits);
  const pending = [...upload.transactions, ...naming.transactions];
  const transactions: Hex[] = [];
  let gasUsed = 0n;
  for (const [done, { title, to, data, gas }] of pending.entries()) {
    signal?.throwIfAborted();
    onProgress({ title, done, total: pending.length });
    const hash = await sendTransaction(client, {
      account: client.account,
      chain: client.chain ?? null,
      to,
      data,
      gas,
    });
    const receipt = await waitForTransactionReceipt(client, { hash });
    if (receipt.status !== 'success') {
      const { blockNumber } = receipt;
      const cause = await revertOf(client, { title, account: client.account, to, data, gas, blockNumber });
      throw new DeploymentRevertedError(`"${title}" was reverted in transaction ${hash}.`, {
        ...(cause && { cause, metaMessages: cause.metaMessages ?? [] }),
      });
    }
    transactions.push(hash);
    gasUsed += receipt.gasUsed;
  }
  return {
    modelId: layout.modelId,
    version: naming.version,
    chunks: contentsOf(layout).flatMap(storedChunks).length,
    uploaded: upload.transactions.length === 0 ? 0 : upload.missing.length,
    transactions,
    gasUsed,
  };
}

const contentsOf = ({ model, origin }: StoreLayout): ContentLayout[] =>
  origin === undefined ? [model] : [origin, model];

/** Chunks that are looked up by one call: what a call may spend holds some thousands. */
const LOOK_UPS = 1_000;

/** Which parts of an artefact the store holds. */
async function readStoreState(client: Deployer, layout: StoreLayout) {
  const store = { address: MODEL_STORE_ADDRESS, abi: modelStoreAbi } as const;
  const contents = contentsOf(layout);
  const hashes = contents.flatMap(storedChunks).map(({ hash }) => hash);
  const isSealed = ({ id }: ContentLayout) =>
    readContract(client, { ...store, functionName: 'isSealed', args: [id] });
  const pages = Array.from({ length: Math.ceil(hashes.length / LOOK_UPS) }, (_, page) =>
    hashes.slice(page * LOOK_UPS, (page + 1) * LOOK_UPS),
  );
  const [sealed, ...stored] = await Promise.all([
    Promise.all(contents.map(isSealed)),
    ...pages.map((page) => readContract(client, { ...store, functionName: 'hasChunks', args: [page] })),
  ]);
  const isStored = stored.flat();
  return {
    sealed: new Set(contents.filter((_, index) => sealed[index]).map(({ id }) => id)),
    existing: new Set(hashes.filter((_, index) => isStored[index])),
  };
}

/** What brings `name` to this model, and the version that it then is. */
async function settleName(
  client: Deployer,
  name: string,
  modelId: Hex,
): Promise<{ version: number; transactions: ModelTransaction[] }> {
  const registry = { address: MODEL_REGISTRY_ADDRESS, abi: modelRegistryAbi } as const;
  if (!(await readContract(client, { ...registry, functionName: 'isValidName', args: [name] }))) {
    throw new ModelNameError(
      `"${name}" is no name: give two or more labels of a-z, 0-9 and dashes, joined by dots.`,
    );
  }
  const entry = await readContract(client, { ...registry, functionName: 'entryOf', args: [name] });
  if (entry.owner === zeroAddress) return { version: 1, transactions: [registerTransaction(name, modelId)] };
  const latest = await readContract(client, { ...registry, functionName: 'modelOf', args: [name, 0n] });
  if (latest === modelId) return { version: entry.latest, transactions: [] };
  if (!isAddressEqual(entry.owner, client.account.address)) {
    throw new ModelNameError(
      `"${name}" belongs to ${entry.owner}; sign with its owner's key or choose another name.`,
    );
  }
  if (entry.frozen) throw new ModelNameError(`"${name}" is frozen for ever; choose another name.`);
  return { version: entry.count + 1, transactions: [publishTransaction(name, modelId)] };
}
