import { type DeployModelParameters, type DeployModelReturnType, deployModel } from './deploy-model.ts';
import type { Deployer } from './send-uploads.ts';
import { type UploadModelParameters, type UploadModelReturnType, uploadModel } from './upload-model.ts';

/** What `mlWalletActions()` adds to a client that signs. */
export type MlWalletActions = {
  /** Uploads, seals and names an artefact; resumes where it stopped. */
  deployModel(parameters: DeployModelParameters): Promise<DeployModelReturnType>;
  /** Uploads and seals an artefact without a name; resumes where it stopped. */
  uploadModel(parameters: UploadModelParameters): Promise<UploadModelReturnType>;
};

/** Deploying models for a viem wallet client with an account. */
export function mlWalletActions() {
  return (client: Deployer): MlWalletActions => ({
    deployModel: (parameters) => deployModel(client, parameters),
    uploadModel: (parameters) => uploadModel(client, parameters),
  });
}
