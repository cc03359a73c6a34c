import type { Common, StateManagerInterface } from '@ethereumjs/common';
import {
  EVMMockBlockchain,
  type EVMMockBlockchainInterface,
  type EVMOpts,
  type EVMResult,
  type EVMRunCallOpts,
  type EVMRunCodeOpts,
  type ExecResult,
  NobleBN254,
  type PrecompileFunc,
} from '@ethereumjs/evm';
import { type Address, createAddressFromString, type PrefixedHexString } from '@ethereumjs/util';
import { type BlockTime, isActive } from '../activation.ts';
import { CAPACITY } from '../model.ts';
import { noMonitor } from '../monitor.ts';
import type { PredictFault } from '../outcome/fault.ts';
import { type PredictHost, type PredictOptions, registerHost } from '../predict/host.ts';
import { predictOpcode } from '../predict/opcode.ts';
import { ResultCache } from '../predict/result-cache.ts';
import type { PredictObserver, PredictTrace } from '../predict/trace.ts';
import { ModelCache } from '../state/model-cache.ts';
import { DelegationEvm } from './delegation-evm.ts';
import { PRECOMPILES } from './precompiles.ts';

export interface PredictEvmOptions extends PredictOptions {
  readonly common: Common;
  readonly stateManager: StateManagerInterface;
  readonly blockchain?: EVMMockBlockchainInterface;
  /** Told of every call of PREDICT; can also be set later as `evm.observer`. Copies do not inherit it. */
  readonly observer?: PredictObserver;
}

/** What a call depends on of the block around it. */
type Header = BlockTime & { readonly gasLimit: bigint };

/** The state, the chain and the rules that a copy works on. */
export type CopyTarget = Pick<PredictEvmOptions, 'common' | 'stateManager' | 'blockchain'>;

/** The EVM with PREDICT. Make one with `createPredictEvm`. Not re-entrant: one call at a time, copy for more. */
export class PredictEvm extends DelegationEvm implements PredictHost {
  observer: PredictObserver | undefined;
  readonly #shared: Required<PredictOptions>;
  #apart: Required<PredictOptions> | undefined;
  #fault: PredictFault | undefined;
  #active = false;
  #running = false;
  #blockGasLimit = 0n;
  #door: PredictTrace['door'] = 'precompile';

  /** Use `createPredictEvm`. */
  constructor(options: PredictEvmOptions) {
    super(toEvmOptions(options));
    const { loadModel, modelBytes = CAPACITY.artefactBytes, activation = {} } = options;
    const { models = new ModelCache(), results = new ResultCache(), monitor = noMonitor } = options;
    this.#shared = { loadModel, modelBytes, activation, models, results, monitor };
    this.observer = options.observer;
    registerHost(this);
    // Activation depends on the block, which the base class's table does not know.
    const remove = () => {
      for (const key of PRECOMPILES.keys()) this._precompiles.delete(key);
    };
    this.common.events.on('hardforkChanged', remove);
    remove();
  }

  get predict(): Required<PredictOptions> {
    return this.#apart ?? this.#shared;
  }

  /**
   * Gives this EVM caches of its own until `joinCaches`: for code that somebody pretends. A cache trusts that an id
   * stands for one content, which holds for what the store has written and for nothing else.
   */
  leaveCaches(): void {
    this.#apart = { ...this.#shared, models: new ModelCache(), results: new ResultCache() };
  }

  /** Back to the caches that it shares with its copies. */
  joinCaches(): void {
    this.#apart = undefined;
  }

  /** The first fault that PREDICT had on this EVM. After one, this EVM runs nothing any more. */
  get fault(): PredictFault | undefined {
    return this.#fault;
  }

  /** Gas limit of the block that is being run. */
  get blockGasLimit(): bigint {
    return this.#blockGasLimit;
  }

  /** True if PREDICT exists in the block that is being run. */
  get isPredictActive(): boolean {
    return this.#active;
  }

  /** The door that the call of PREDICT which is being made came through. */
  get door(): PredictTrace['door'] {
    return this.#door;
  }

  /** Makes a call to the precompile on behalf of the opcode. */
  async throughOpcode<T>(call: () => Promise<T>): Promise<T> {
    this.#door = 'opcode';
    try {
      return await call();
    } finally {
      this.#door = 'precompile';
    }
  }

  /** Records a fault; whoever calls this rethrows it. */
  recordFault(fault: PredictFault): void {
    this.#fault ??= fault;
  }

  override getPrecompile(address: Address | PrefixedHexString): PrecompileFunc | undefined {
    const key = (typeof address === 'string' ? address : address.toString())
      .slice(2)
      .padStart(40, '0')
      .toLowerCase();
    const own = PRECOMPILES.get(key);
    if (own !== undefined) return this.#active ? own : undefined;
    return super.getPrecompile(address);
  }

  override async runCall(options: EVMRunCallOpts): Promise<EVMResult> {
    const run = () => this.#withoutLeaks(() => super.runCall(options));
    return options.message === undefined ? this.#fromOutside(options.block?.header, run) : run();
  }

  override async runCode(options: EVMRunCodeOpts): Promise<ExecResult> {
    return this.#fromOutside(options.block?.header, () => this.#withoutLeaks(() => super.runCode(options)));
  }

  /** A working copy on a shallow copy of the state: same caches, no observer. */
  override shallowCopy(): PredictEvm {
    const common = this.common.copy();
    common.setHardfork(this.common.hardfork());
    return this.copyOnto({
      common,
      stateManager: this.stateManager.shallowCopy(),
      blockchain: this.blockchain,
    });
  }

  /** A copy on other state. */
  copyOnto(target: CopyTarget): PredictEvm {
    return new PredictEvm({ ...this.#shared, blockchain: this.blockchain, ...target });
  }

  /** A transaction or a call from outside: settles whether PREDICT exists in this block. */
  async #fromOutside<T>(header: Header | undefined, run: () => Promise<T>): Promise<T> {
    if (this.#fault !== undefined) throw this.#fault;
    // Two at once would share one journal across awaits, and both would go wrong silently.
    if (this.#running) throw new Error('this EVM is running already; use a copy for a call beside it');
    this.#running = true;
    try {
      this.#enter(header);
      return await run();
    } finally {
      this.#running = false;
    }
  }

  #enter(header: Header | undefined): void {
    const { activation } = this.predict;
    this.#active = activation !== 'off' && isActive(activation, header ?? { number: 0n, timestamp: 0n });
    this.#blockGasLimit = header?.gasLimit ?? 0n;
    // Like every precompile (EIP-2929); runTx warms those in the base class's table only.
    if (this.#active) for (const key of PRECOMPILES.keys()) this.journal.addAlwaysWarmAddress(key);
  }

  /** An exception that leaves a frame takes the checkpoints of the frame with it. The base class leaves them open. */
  async #withoutLeaks<T>(run: () => Promise<T>): Promise<T> {
    // Private in the base class, which has no other way to tell how many checkpoints are open.
    const height = this.journal['journalHeight'];
    try {
      return await run();
    } catch (error) {
      while (this.journal['journalHeight'] > height) {
        await this.journal.revert();
        if (this.common.isActivatedEIP(1153)) this.transientStorage.revert();
      }
      throw error;
    }
  }
}

function toEvmOptions({ common, stateManager, blockchain, activation }: PredictEvmOptions): EVMOpts {
  const options: EVMOpts = {
    common,
    stateManager,
    blockchain: blockchain ?? new EVMMockBlockchain(),
    bn254: new NobleBN254(),
  };
  if (activation !== 'off') {
    // VM.shallowCopy() makes a plain EVM of these options, where they refuse to run: see hostOf.
    options.customPrecompiles = [...PRECOMPILES].map(([key, run]) => ({
      address: createAddressFromString(`0x${key}`),
      function: run,
    }));
    options.customOpcodes = [predictOpcode];
  }
  return options;
}

/** Creates the EVM with PREDICT, for `createVM({common, stateManager, evm})`. */
export function createPredictEvm(options: PredictEvmOptions): PredictEvm {
  return new PredictEvm(options);
}
