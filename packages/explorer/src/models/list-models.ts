import {
  type GetModelReturnType,
  getModel,
  MODEL_REGISTRY_ADDRESS,
  modelRegistryAbi,
} from '@evm-ml/evm/viem';
import type { RegisteredModel, RegisteredModels } from '@evm-ml/rpc';
import { type Client, numberToHex } from 'viem';
import { readContract } from 'viem/actions';
import { errorText } from '../node/error-text.ts';

/** A name, and what PREDICT says of what it stands for. */
export interface ListedModel extends RegisteredModel {
  readonly description: GetModelReturnType | undefined;
  /** Why it cannot be asked. */
  readonly trouble: string | undefined;
  /** Why its latest version is deprecated; empty if it is not. */
  readonly deprecation: string;
}

export interface ModelsPage {
  readonly models: readonly ListedModel[];
  readonly next: RegisteredModels['next'];
}

/** Names of a page. */
const NAMES = 50;

/** A page of names, in the order of their registration. */
export async function listModels(client: Client, after: RegisteredModels['next']): Promise<ModelsPage> {
  const { models, next } = await client.request<{ Parameters: unknown; ReturnType: RegisteredModels }>({
    method: 'predict_list',
    params: [after?.from ?? '0x0', after?.skip ?? '0x0', numberToHex(NAMES)],
  });
  return { models: await Promise.all(models.map((model) => describe(client, model))), next };
}

async function describe(client: Client, model: RegisteredModel): Promise<ListedModel> {
  const { name } = model;
  const [described, deprecation] = await Promise.all([
    getModel(client, { model: name }).then(
      (description) => ({ description, trouble: undefined }),
      (error: unknown) => ({ description: undefined, trouble: errorText(error) }),
    ),
    deprecationOf(client, name, 0n),
  ]);
  return { ...model, ...described, deprecation };
}

/** Why a version is deprecated; empty if it is not, or nobody knows. Version 0 is the latest. */
export const deprecationOf = (client: Client, name: string, version: bigint): Promise<string> =>
  readContract(client, {
    address: MODEL_REGISTRY_ADDRESS,
    abi: modelRegistryAbi,
    functionName: 'deprecationOf',
    args: [name, version],
  }).catch(() => '');
