import { ScratchDatabase, type StateDatabase } from '../storage/state-database.ts';
import { createMachine, type Machine, type MachineParts, NoSuchBlock, type StateOfBlock } from './machine.ts';

/** A machine that is lent: BLOCKHASH of a block that does not exist gives 0, or the hash that its user sets. */
export interface LentMachine extends Machine {
  readonly blockHashes: Map<bigint, Uint8Array>;
}

interface Pooled {
  machine: LentMachine;
  scratch: ScratchDatabase;
}

/**
 * Machines for calls, estimates and traces. An EVM is not re-entrant, so each user has one for itself; what a user
 * writes goes to a scratch database and is forgotten.
 */
export class MachinePool {
  private readonly idle: Pooled[] = [];

  constructor(
    private readonly parts: MachineParts,
    private readonly database: StateDatabase,
    private readonly assertKept: (block: StateOfBlock) => void,
    private readonly maxIdle = 4,
  ) {}

  /**
   * Lends a machine at the state after a block. A machine whose user threw is not lent again.
   * @throws StatePruned when the state is not kept, or has gone while it was in use
   */
  async use<T>(block: StateOfBlock, work: (machine: LentMachine) => Promise<T>): Promise<T> {
    this.assertKept(block);
    const pooled = this.idle.pop() ?? (await this.create());
    try {
      return await this.lend(pooled, block, work);
    } catch (error) {
      this.assertKept(block);
      throw error;
    }
  }

  private async lend<T>(
    pooled: Pooled,
    { stateRoot }: StateOfBlock,
    work: (machine: LentMachine) => Promise<T>,
  ): Promise<T> {
    const { machine, scratch } = pooled;
    await machine.state.setStateRoot(stateRoot, true);
    await machine.state.checkpoint();
    const result = await work(machine);
    await machine.state.revert();
    machine.vm.evm.journal.cleanJournal();
    machine.state.originalStorageCache.clear();
    machine.vm.evm.events?.removeAllListeners();
    scratch.clear();
    machine.blockHashes.clear();
    if (this.idle.length < this.maxIdle) this.idle.push(pooled);
    return result;
  }

  private async create(): Promise<Pooled> {
    const scratch = new ScratchDatabase(this.database);
    const blockHashes = new Map<bigint, Uint8Array>();
    const parts = { ...this.parts, blockHashes: forgiving(this.parts.blockHashes, blockHashes) };
    return { machine: { ...(await createMachine(parts, scratch)), blockHashes }, scratch };
  }
}

const noHash = { hash: () => new Uint8Array(32) };

/** Calls may pretend to be in a later block; what they then ask for is not there, and no damage. */
function forgiving(
  chain: MachineParts['blockHashes'],
  set: Map<bigint, Uint8Array>,
): MachineParts['blockHashes'] {
  return {
    async getBlock(number) {
      const hash = set.get(BigInt(number));
      if (hash) return { hash: () => hash };
      return chain.getBlock(number).catch((error: unknown) => {
        if (error instanceof NoSuchBlock) return noHash;
        throw error;
      });
    },
    putBlock: async () => {},
    shallowCopy() {
      return this;
    },
  };
}
