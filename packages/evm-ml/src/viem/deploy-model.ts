import { BaseError, type Hex, isAddressEqual, zeroAddress } from 'viem';
import { readContract } from 'viem/actions';
import { MODEL_REGISTRY_ADDRESS } from '../addresses.ts';
import { modelRegistryAbi } from '../generated/contracts.ts';
import { publishTransaction, registerTransaction } from '../store/names.ts';
import { layoutOf, type ModelTransaction } from '../store/upload.ts';
import { type Deployer, sendUploads } from './send-uploads.ts';
import {
  countsOf,
  planUpload,
  type UploadModelParameters,
  type UploadModelReturnType,
} from './upload-model.ts';

export interface DeployModelParameters extends UploadModelParameters {
  /** `org.domain.model`; the signer must own it, or nobody. */
  readonly name: string;
}

/** What was done. `transactions` is empty when everything was on the chain already. */
export interface DeployModelReturnType extends UploadModelReturnType {
  readonly version: number;
}

/** The name cannot be used by this signer; nothing was sent. `shortMessage` is one sentence with what to do. */
export class ModelNameError extends BaseError {
  override readonly name = 'ModelNameError';
}

/**
 * Uploads an artefact, seals it, and registers `name` or publishes its next version. What is on the chain is
 * neither sent nor paid for again: after an interruption, calling it once more continues.
 * @throws ModelNameError before anything is sent; RangeError, likewise, if the chain's blocks cannot hold a chunk
 */
export async function deployModel(
  client: Deployer,
  { artefact, origin, name, ...progress }: DeployModelParameters,
): Promise<DeployModelReturnType> {
  const { modelId } = layoutOf({ model: artefact, ...(origin && { origin }) });
  const naming = await settleName(client, name, modelId);
  const upload = await planUpload(client, { artefact, ...(origin && { origin }) });
  const sent = await sendUploads(client, [...upload.transactions, ...naming.transactions], progress);
  return { ...countsOf(upload), version: naming.version, ...sent };
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
