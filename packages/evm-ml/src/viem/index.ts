/** viem extension: `client.extend(mlActions())`, `wallet.extend(mlWalletActions())`; each action is a function, too. */
export * from '../addresses.ts';
export {
  modelRegistryAbi,
  modelStoreAbi,
  permissionsAbi,
  predictAbi,
  predictErrorsAbi,
} from '../generated/contracts.ts';
export * from './actions/describe-model.ts';
export * from './actions/estimate-predict-gas.ts';
export * from './actions/gas-of.ts';
export * from './actions/generate.ts';
export * from './actions/get-model.ts';
export * from './actions/get-model-limits.ts';
export * from './actions/get-models.ts';
export * from './actions/get-predict-gas.ts';
export * from './actions/get-predicted-class.ts';
export * from './actions/get-prediction.ts';
export * from './actions/get-prediction-trace.ts';
export * from './actions/predict.ts';
export * from './actions/predict-class.ts';
export * from './actions/predict-class-from-text.ts';
export * from './actions/predict-from-text.ts';
export * from './actions/predict-raw.ts';
export * from './actions/predict-text.ts';
export * from './actions/read-artefact.ts';
export * from './actions/read-model-head.ts';
export type { AtBlock } from './at-block.ts';
export type { AnyClient } from './client.ts';
export * from './deploy-model.ts';
export type { Examples, ModelReference } from './examples.ts';
export * from './ml-actions.ts';
export * from './ml-wallet-actions.ts';
export { type Deployer, DeploymentRevertedError, type UploadProgress } from './send-uploads.ts';
export { StoredArtefactError } from './stored-artefact-error.ts';
export {
  type UploadModelParameters,
  type UploadModelReturnType,
  uploadModel,
} from './upload-model.ts';
export { type WaitForReceiptParameters, waitForReceipt } from './wait-for-receipt.ts';
