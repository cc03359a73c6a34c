import type { Hex } from 'viem';
import {
  type Deployer,
  type DeployModelParameters,
  type DeployModelReturnType,
  deployModel,
} from './deploy-model.ts';
import {
  type AnyClient,
  type Examples,
  estimatePrediction,
  type ModelReference,
  readClass,
  readDescription,
  readPrediction,
  readRawPrediction,
} from './read-model.ts';

/** What `mlActions()` adds to every client. A type, not an interface: viem's `extend` asks for one. */
export type MlActions = {
  /** The model's answer by eth_call: free, nothing is written. */
  predict<N extends number | bigint>(
    parameters: Examples<N>,
  ): Promise<N extends bigint ? bigint[] : number[]>;
  /** Index of the largest output for one example. */
  predictClass(parameters: Examples<number | bigint>): Promise<number>;
  /** The model's own little-endian numbers in and out. */
  predictRaw(parameters: ModelReference & { readonly input: Hex }): Promise<Hex>;
  /** Id, version, profile, lengths and price of a model. */
  describeModel(parameters: ModelReference): ReturnType<typeof readDescription>;
  /** Gas of a transaction that asks the model these examples. */
  estimatePredictGas(parameters: Examples<number | bigint>): Promise<bigint>;
};

/** What `mlWalletActions()` adds to a client that signs. */
export type MlWalletActions = {
  /** Uploads, seals and names an artefact; resumes where it stopped. */
  deployModel(parameters: DeployModelParameters): Promise<DeployModelReturnType>;
};

/**
 * Neural networks for a viem client.
 * @example
 * const client = createPublicClient({ transport: http() }).extend(mlActions());
 * await client.predict({ model: 'acme.cellar.grader', input: [13.2, 1.78, ...] });
 */
export function mlActions() {
  return (client: AnyClient): MlActions => ({
    predict: (parameters) => readPrediction(client, parameters),
    predictClass: (parameters) => readClass(client, parameters),
    predictRaw: (parameters) => readRawPrediction(client, parameters),
    describeModel: (parameters) => readDescription(client, parameters),
    estimatePredictGas: (parameters) => estimatePrediction(client, parameters),
  });
}

/** Deploying models for a viem wallet client with an account. */
export function mlWalletActions() {
  return (client: Deployer): MlWalletActions => ({
    deployModel: (parameters) => deployModel(client, parameters),
  });
}
