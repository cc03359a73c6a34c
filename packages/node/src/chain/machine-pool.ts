import type { StateSource } from '../state/state-source.ts';
import {
  createMachine,
  type Machine,
  type MachineParts,
  moveMachine,
  NoSuchBlock,
  type StateOfBlock,
} from './machine.ts';

/** A machine that is lent: BLOCKHASH of a block that does not exist gives 0, or the hash that its user sets. */
export interface LentMachine extends Machine {
  readonly blockHashes: Map<bigint, Uint8Array>;
}

/**
 * Machines for calls, estimates and traces. An EVM is not re-entrant, so each user has one for itself; what a user
 * writes is forgotten.
 */
export class MachinePool {
  private readonly idle: LentMachine[] = [];

  constructor(
    private readonly parts: MachineParts,
    private readonly sourceAt: (block: StateOfBlock) => StateSource,
    private readonly maxIdle = 4,
  ) {}

  /**
   * Lends a machine at the state after a block. A machine whose user threw is not lent again.
   * @throws StatePruned when the state is not kept, or has gone while it was in use
   */
  async use<T>(block: StateOfBlock, work: (machine: LentMachine) => Promise<T>): Promise<T> {
    const source = this.sourceAt(block);
    const machine = this.idle.pop() ?? (await this.create(source));
    moveMachine(machine, source);
    await machine.state.checkpoint();
    const result = await work(machine);
    moveMachine(machine, source);
    machine.vm.evm.journal.cleanJournal();
    machine.vm.evm.events?.removeAllListeners();
    machine.blockHashes.clear();
    if (this.idle.length < this.maxIdle) this.idle.push(machine);
    return result;
  }

  private async create(source: StateSource): Promise<LentMachine> {
    const blockHashes = new Map<bigint, Uint8Array>();
    const parts = { ...this.parts, blockHashes: forgiving(this.parts.blockHashes, blockHashes) };
    return { ...(await createMachine(parts, source)), blockHashes };
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
