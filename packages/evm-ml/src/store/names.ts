import { encodeFunctionData, type Hex } from 'viem';
import { MODEL_REGISTRY_ADDRESS } from '../addresses.ts';
import { modelRegistryAbi } from '../generated/contracts.ts';
import type { ModelTransaction } from './upload.ts';

/** Enough for every change of a name with a long name and reason; what is not used is returned. */
const NAME_GAS = 400_000n;

/** Takes a free name with a sealed model as its version 1. */
export function registerTransaction(name: string, modelId: Hex): ModelTransaction {
  return {
    to: MODEL_REGISTRY_ADDRESS,
    data: encodeFunctionData({ abi: modelRegistryAbi, functionName: 'register', args: [name, modelId] }),
    gas: NAME_GAS,
    title: `register ${name}`,
  };
}

/** Adds a version to a name that the sender owns, and makes it latest unless told otherwise. */
export function publishTransaction(name: string, modelId: Hex, latest = true): ModelTransaction {
  const functionName = latest ? 'publishLatest' : 'publish';
  return {
    to: MODEL_REGISTRY_ADDRESS,
    data: encodeFunctionData({ abi: modelRegistryAbi, functionName, args: [name, modelId] }),
    gas: NAME_GAS,
    title: `publish ${name}`,
  };
}
