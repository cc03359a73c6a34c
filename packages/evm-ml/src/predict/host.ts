import type { Activation } from '../activation.ts';
import type { LoadModel } from '../model.ts';
import type { PredictMonitor } from '../monitor.ts';
import { PredictFault } from '../outcome/fault.ts';
import type { StateHost } from '../state/access.ts';
import type { ModelCache } from '../state/model-cache.ts';
import type { ResultCache } from './result-cache.ts';
import type { PredictObserver, PredictTrace } from './trace.ts';

/** What PREDICT needs to know besides state. Copies of an EVM share it. */
export interface PredictOptions {
  readonly loadModel: LoadModel;
  /** Bytes of the largest model that the chain takes: what `loadModel` refuses too. Default: rule F10's. */
  readonly modelBytes?: number;
  /** From when on PREDICT exists; default: always. `off`: a plain Ethereum EVM. */
  readonly activation?: Activation | 'off';
  /** Default: a cache of its own with the default bound. */
  readonly models?: ModelCache;
  /** Default: a cache of its own with the default bound. */
  readonly results?: ResultCache;
  /** Told how long models and networks take; default: nobody. */
  readonly monitor?: PredictMonitor;
}

/** What PREDICT sees of the EVM that runs it. */
export interface PredictHost extends StateHost {
  readonly predict: Required<PredictOptions>;
  readonly observer: PredictObserver | undefined;
  /** Gas limit of the block that is being run. */
  readonly blockGasLimit: bigint;
  /** True if PREDICT exists in the block that is being run. */
  readonly isPredictActive: boolean;
  /** The door that the call which is being made came through. */
  readonly door: PredictTrace['door'];
  /** Makes a call to the precompile on behalf of the opcode. */
  throughOpcode<T>(call: () => Promise<T>): Promise<T>;
  /** Records a fault; whoever calls this rethrows it. */
  recordFault(fault: PredictFault): void;
}

const HOSTS = new WeakMap<object, PredictHost>();

/** Makes an EVM known as one that can run PREDICT. */
export function registerHost(host: PredictHost): void {
  HOSTS.set(host, host);
}

/**
 * The EVM, as PREDICT sees it.
 *
 * @throws PredictFault on an EVM made by `VM.shallowCopy()`, which takes over the functions and knows neither
 * activation nor caches: refusing is better than other results than elsewhere.
 */
export function hostOf(evm: object): PredictHost {
  const host = HOSTS.get(evm);
  if (host !== undefined) return host;
  throw new PredictFault(
    'PREDICT was called on an EVM made by VM.shallowCopy(); copy with copyPredictVm() instead',
  );
}
