import type { Block } from '@ethereumjs/block';
import type { Common } from '@ethereumjs/common';
import type { StateSource } from '../state/state-source.ts';
import type { WorldState } from '../state/world-state.ts';
import type { ChainStore } from '../storage/chain-store.ts';
import type { StateOfBlock } from './machine.ts';
import type { MachinePool } from './machine-pool.ts';

/** A chain as reads see it: blocks, states, and machines to run calls on. It does not grow while it is looked at. */
export interface ChainView {
  /** The newest block that is seen. */
  readonly head: Block;
  /** The block that would be made on it now; left out where nobody asked: `pending` names the newest then. */
  readonly pending?: Block | undefined;
  readonly store: ChainStore;
  readonly common: Common;
  readonly machines: MachinePool;
  /** Accounts, code and storage after a block. @throws StatePruned now or while it is read */
  stateAt(block: StateOfBlock): WorldState;
  /** The same as the database has it, with its tries. @throws StatePruned now or while it is read */
  sourceAt(block: StateOfBlock): StateSource;
}
