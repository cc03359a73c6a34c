/** The EVM with PREDICT: contracts ask neural networks. See spec/predict-abi.md and spec/gas.md. */

export type { Activation } from './activation.ts';
export * from './addresses.ts';
export { consensusDigests } from './digests.ts';
export { createPredictCommon, type PredictChainConfig } from './evm/common.ts';
export { copyPredictVm } from './evm/copy-vm.ts';
export { DELEGATION_PREFIX, delegateOf } from './evm/delegation.ts';
export { DelegationEvm } from './evm/delegation-evm.ts';
export { type GenesisAccount, permissionsGenesis, predictGenesis } from './evm/genesis.ts';
export {
  createPredictEvm,
  PredictEvm,
  type PredictEvmOptions,
} from './evm/predict-evm.ts';
export { analyzeFloats, FLOATS_ADDRESS, type FloatsCall, type FloatsOutcome } from './floats/index.ts';
export { type AccessPrices, type ColdSubject, coldPredictGas } from './gas/cold.ts';
export { OPERATOR_PRICES, type OperatorPrice } from './gas/operator-prices.ts';
export { operatorGas } from './gas/operators.ts';
export { GAS } from './gas/params.ts';
export type { GasSplit, OperatorGas } from './gas/split.ts';
export {
  modelRegistryAbi,
  modelStoreAbi,
  permissionsAbi,
  predictAbi,
  predictErrorsAbi,
} from './generated/contracts.ts';
export type { LoadModel, Model } from './model.ts';
export type { PredictMonitor } from './monitor.ts';
export { PredictFault } from './outcome/fault.ts';
export {
  accountEntryAt,
  bytesEntryAt,
  engineAddressOf,
  entriesAt,
  MOST_LISTED,
  RULES,
  SLOTS,
  VALIDATOR_SLOTS,
} from './permissions/layout.ts';
export {
  bitsOf,
  type PermissionsSetUp,
  type PermissionsValidator,
  type Right,
} from './permissions/permissions-storage.ts';
export type { Permits } from './permissions/permits.ts';
export type { PredictOptions } from './predict/host.ts';
export { PREDICT_OPCODE } from './predict/opcode.ts';
export { ResultCache } from './predict/result-cache.ts';
export type { PredictObserver, PredictTrace } from './predict/trace.ts';
export { type CacheBounds, cacheBoundsFor, ModelCache } from './state/model-cache.ts';
export { listedAddresses, type Manifest, readManifest, storedAddress } from './store/layout.ts';
export { publishTransaction, registerTransaction } from './store/names.ts';
export {
  type ContentLayout,
  createUpload,
  layoutOf,
  type ModelTransaction,
  type StoredChunk,
  type StoreLayout,
  type Upload,
  type UploadLimits,
  type UploadState,
} from './store/upload.ts';
