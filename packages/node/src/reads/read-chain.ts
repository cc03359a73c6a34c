import type { Block } from '@ethereumjs/block';
import type { Common } from '@ethereumjs/common';
import type { MerkleStateManager } from '@ethereumjs/statemanager';
import { createAddressFromString, equalsBytes } from '@ethereumjs/util';
import { decodeStored } from '../block/impersonate.ts';
import type { ChainView } from '../chain/chain-view.ts';
import { createRules } from '../chain/create-rules.ts';
import { executeBlock } from '../chain/execute-block.ts';
import { createMachine, type Machine, type MachineParts, type StateOfBlock } from '../chain/machine.ts';
import { MachinePool } from '../chain/machine-pool.ts';
import { blockHashesOf } from '../chain/open-chain.ts';
import { openState } from '../chain/open-state.ts';
import type { PredictResources } from '../chain/predict-watch.ts';
import { primeParams } from '../chain/prime-params.ts';
import { createCustomCrypto } from '../crypto/custom-crypto.ts';
import { ChainStore } from '../storage/chain-store.ts';
import { type KeyValueStore, StorageError } from '../storage/key-value-store.ts';
import { Retention } from '../storage/pruning/retention.ts';
import { StateDatabase } from '../storage/state-database.ts';
import type { PendingBlock, ReadJob, WorkerChain } from './job.ts';
import { workerModels } from './worker-memory.ts';

/** The chain of a worker: it sees what its node has committed, up to the block that a read names. */
export class ReadChain implements ChainView {
  readonly common: Common;
  readonly machines: MachinePool;
  readonly predict: PredictResources | undefined;
  private readonly parts: MachineParts;
  private newest: Block | undefined;
  private made: { id: number; block: Block } | undefined;
  private machine: Machine | undefined;
  pending: Block | undefined;

  private constructor(
    readonly store: ChainStore,
    private readonly database: StateDatabase,
    private readonly kept: Pick<WorkerChain, 'state' | 'oldestState'>,
    rules: ReturnType<typeof createRules>,
  ) {
    this.common = rules.common;
    this.predict = rules.evm.predict;
    this.parts = { ...rules, blockHashes: blockHashesOf(store) };
    this.machines = new MachinePool(this.parts, database, this.assertKept);
  }

  static async open(kv: KeyValueStore, chain: WorkerChain): Promise<ReadChain> {
    const crypto = await createCustomCrypto();
    const rules = createRules(chain.genesis, crypto, workerModels);
    primeParams(rules.common);
    const keccak256 = crypto.keccak256!;
    const store = new ChainStore(kv, rules.common, keccak256);
    return new ReadChain(store, new StateDatabase(kv, keccak256), chain, rules);
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
    const block = await this.store.readBlock(number);
    if (!block || !equalsBytes(block.hash(), hash)) {
      throw new StorageError(`block ${number} is not what the node says it is: ask again`);
    }
    this.newest = block;
  }

  /** Makes the pending block; what it writes stays in memory, where reads of its state find it. */
  private async make({ id, inputs, coinbase, transactions }: PendingBlock): Promise<Block> {
    if (this.made?.id === id) return this.made.block;
    this.made = undefined;
    this.database.forget();
    const { header } = this.head;
    const machine = this.machine ?? (await createMachine(this.parts, this.database));
    this.machine = undefined;
    await machine.state.setStateRoot(header.stateRoot, true);
    const candidates = transactions.map((encoded) => decodeStored(encoded, this.common));
    const { block } = await executeBlock(machine, header, candidates, {
      ...inputs,
      coinbase: createAddressFromString(coinbase),
    });
    this.made = { id, block };
    this.machine = machine;
    return block;
  }

  stateAt(block: StateOfBlock): MerkleStateManager {
    return openState(this.common, this.database, block, this.assertKept);
  }

  private readonly assertKept = ({ number }: Pick<StateOfBlock, 'number'>): void => {
    const oldest = Atomics.load(this.kept.oldestState, 0);
    new Retention(this.kept.state, { oldest, live: 0, written: 0 }).assertKept(number, 0n);
  };
}
