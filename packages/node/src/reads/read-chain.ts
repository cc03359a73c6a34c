import type { Block } from '@ethereumjs/block';
import type { Common } from '@ethereumjs/common';
import type { TypedTransaction } from '@ethereumjs/tx';
import { createAddressFromString, equalsBytes } from '@ethereumjs/util';
import { decodeStored } from '../block/impersonate.ts';
import type { ChainView } from '../chain/chain-view.ts';
import { createRules } from '../chain/create-rules.ts';
import { executeBlock } from '../chain/execute-block.ts';
import {
  createMachine,
  type Machine,
  type MachineParts,
  moveMachine,
  type StateOfBlock,
} from '../chain/machine.ts';
import { MachinePool } from '../chain/machine-pool.ts';
import { blockHashesOf } from '../chain/open-chain.ts';
import type { PredictResources } from '../chain/predict-watch.ts';
import { primeCommon } from '../chain/prime-common.ts';
import { createCustomCrypto } from '../crypto/custom-crypto.ts';
import { CachedState } from '../state/cached-state.ts';
import { changedState } from '../state/changed-state.ts';
import { keptState } from '../state/kept-state.ts';
import { NameHashes } from '../state/name-hashes.ts';
import { Retention } from '../state/retention.ts';
import type { StateSource } from '../state/state-source.ts';
import { StateStore } from '../state/state-store.ts';
import { WorldState } from '../state/world-state.ts';
import { ChainStore } from '../storage/chain-store.ts';
import { assertFormat, readFormat } from '../storage/format-version.ts';
import type { KeyValueStore } from '../storage/key-value-store.ts';
import type { PendingBlock, ReadJob, WorkerChain } from './job.ts';
import { workerModels } from './worker-memory.ts';

/** Of a read's time, what making the pending block may take before it stops taking transactions. */
const pendingShare = 1 / 4;

/** The chain of a worker: it sees what its node has committed, up to the block that a read names. */
export class ReadChain implements ChainView {
  readonly common: Common;
  readonly machines: MachinePool;
  readonly predict: PredictResources | undefined;
  private readonly parts: MachineParts;
  private readonly retention: Retention;
  private readonly limits: WorkerChain['limits'];
  private newest: Block | undefined;
  /** The state after the newest block. */
  private state: CachedState | undefined;
  private made: { id: number; block: Block; state: StateSource } | undefined;
  private machine: Machine | undefined;
  pending: Block | undefined;

  private constructor(
    readonly store: ChainStore,
    private readonly states: StateStore,
    { retention, pruned, limits }: Pick<WorkerChain, 'retention' | 'pruned' | 'limits'>,
    rules: ReturnType<typeof createRules>,
  ) {
    this.retention = new Retention(retention, pruned);
    this.limits = limits;
    this.common = rules.common;
    this.predict = rules.evm.predict;
    this.parts = {
      ...rules,
      hashes: new NameHashes(this.common.customCrypto.keccak256!),
      blockHashes: blockHashesOf(store),
    };
    this.machines = new MachinePool(this.parts, (block) => this.sourceAt(block));
  }

  /** @throws StorageError for a database of another format */
  static async open(kv: KeyValueStore, chain: WorkerChain): Promise<ReadChain> {
    const crypto = await createCustomCrypto();
    const rules = createRules(chain.genesis, crypto, workerModels);
    primeCommon(rules.common);
    const keccak256 = crypto.keccak256!;
    const format = readFormat(kv, keccak256);
    if (format) assertFormat(format);
    const store = new ChainStore(kv, rules.common, keccak256);
    return new ReadChain(store, new StateStore(kv, keccak256), chain, rules);
  }

  /** The chain went back: blocks that were seen may be others now. */
  forget(): void {
    this.store.forget();
    this.newest = undefined;
    this.made = undefined;
  }

  get head(): Block {
    if (!this.newest) throw new Error('no block is looked at yet: call lookAt first');
    return this.newest;
  }

  /** Makes a block the newest that is seen, with the one that would be made on it. @throws StorageError, Fault */
  async lookAt({ head, pending }: Pick<ReadJob, 'head' | 'pending'>): Promise<void> {
    await this.lookAtHead(head);
    this.pending = pending && (await this.make(pending));
  }

  private async lookAtHead({ number, hash }: ReadJob['head']): Promise<void> {
    if (this.newest && equalsBytes(this.newest.hash(), hash)) return;
    this.newest = await this.store.readNamed(number, hash);
    this.state = new CachedState(this.keptAt(number), this.state?.codes);
  }

  /** Makes the pending block; what it writes stays in memory, where reads of its state find it. */
  private async make({ id, inputs, coinbase, transactions }: PendingBlock): Promise<Block> {
    if (this.made?.id === id) return this.made.block;
    this.made = undefined;
    const { header } = this.head;
    const source = this.sourceAt(header);
    const machine = this.machine ?? (await createMachine(this.parts, source));
    this.machine = undefined;
    moveMachine(machine, source);
    const candidates = this.inTime(transactions);
    const { block, changes } = await executeBlock(machine, header, candidates, {
      ...inputs,
      coinbase: createAddressFromString(coinbase),
    });
    this.made = { id, block, state: changedState(source, changes) };
    this.machine = machine;
    return block;
  }

  /** What its share of a read's time is enough for: a block that takes longer is shown as far as it came. */
  private *inTime(transactions: readonly Uint8Array[]): Generator<TypedTransaction> {
    const end = performance.now() + this.limits.maxReadMilliseconds * pendingShare;
    for (const encoded of transactions) {
      if (performance.now() > end) return;
      yield decodeStored(encoded, this.common);
    }
  }

  stateAt(block: StateOfBlock): WorldState {
    return new WorldState(this.common, this.sourceAt(block), this.parts.hashes);
  }

  sourceAt({ number }: StateOfBlock): StateSource {
    const newest = this.head.header.number;
    if (this.pending && this.made && number === newest + 1n) return this.made.state;
    return number === newest && this.state ? this.state : this.keptAt(number);
  }

  private keptAt(number: bigint): StateSource {
    const head = this.head.header.number;
    return keptState(this.states, Number(number), {
      assertKept: (kind) => this.retention.assertKept(kind, number, head),
    });
  }
}
