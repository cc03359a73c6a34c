/** viem extension: `client.extend(mlActions())`, `wallet.extend(mlWalletActions())`. */
export { modelRegistryAbi, modelStoreAbi, predictAbi } from '../generated/contracts.ts';
export * from './deploy-model.ts';
export { type MlActions, type MlWalletActions, mlActions, mlWalletActions } from './ml-actions.ts';
export type { Examples, ModelReference } from './read-model.ts';
