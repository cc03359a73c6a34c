import { ScratchDatabase, type StateDatabase } from '../storage/state-database.ts';
import { createMachine, type Machine, type MachineParts } from './machine.ts';

interface Pooled {
  machine: Machine;
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
    private readonly maxIdle = 4,
  ) {}

  /** Lends a machine at a state root. A machine whose user threw is not lent again. */
  async use<T>(root: Uint8Array, work: (machine: Machine) => Promise<T>): Promise<T> {
    const pooled = this.idle.pop() ?? (await this.create());
    await pooled.machine.state.setStateRoot(root, true);
    await pooled.machine.state.checkpoint();
    const result = await work(pooled.machine);
    await pooled.machine.state.revert();
    pooled.machine.vm.evm.journal.cleanJournal();
    pooled.machine.state.originalStorageCache.clear();
    pooled.machine.vm.evm.events?.removeAllListeners();
    pooled.scratch.clear();
    if (this.idle.length < this.maxIdle) this.idle.push(pooled);
    return result;
  }

  private async create(): Promise<Pooled> {
    const scratch = new ScratchDatabase(this.database);
    return { machine: await createMachine(this.parts, scratch), scratch };
  }
}
