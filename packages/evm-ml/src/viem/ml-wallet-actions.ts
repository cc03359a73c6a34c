import {
  type Deployer,
  type DeployModelParameters,
  type DeployModelReturnType,
  deployModel,
} from './deploy-model.ts';

/** What `mlWalletActions()` adds to a client that signs. */
export type MlWalletActions = {
  /** Uploads, seals and names an artefact; resumes where it stopped. */
  deployModel(parameters: DeployModelParameters): Promise<DeployModelReturnType>;
};

/** Deploying models for a viem wallet client with an account. */
export function mlWalletActions() {
  return (client: Deployer): MlWalletActions => ({
    deployModel: (parameters) => deployModel(client, parameters),
  });
}
