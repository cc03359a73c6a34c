import type { BlockHeader } from '@ethereumjs/block';
import type { Common } from '@ethereumjs/common';
import type { EVMMockBlockchainInterface } from '@ethereumjs/evm';
import { createVM, type VM } from '@ethereumjs/vm';
import { Permissions } from '../permissions/permissions.ts';
import type { NameHashes } from '../state/name-hashes.ts';
import type { StateSource } from '../state/state-source.ts';
import { WorldState } from '../state/world-state.ts';
import type { ChainEvm } from './evm.ts';

/** A VM over one state. Not re-entrant: one user at a time. */
export interface Machine {
  readonly vm: VM;
  readonly state: WorldState;
  /** Who may do what, by the state that the machine was moved to; undefined: everybody, everything. */
  readonly permissions: Permissions | undefined;
  /** Seconds from a block's timestamp to the next one's at the least. */
  readonly timestampStep: bigint;
}

/** A state, named by the block that it is the state after. */
export type StateOfBlock = Pick<BlockHeader, 'number' | 'stateRoot'>;

/** What machines of one chain share. */
export interface MachineParts {
  readonly common: Common;
  readonly evm: ChainEvm;
  readonly timestampStep: bigint;
  /** True if members decide who may do what. */
  readonly isPermissioned: boolean;
  readonly hashes: NameHashes;
  /** Hash of a block by number, for BLOCKHASH. */
  readonly blockHashes: EVMMockBlockchainInterface;
}

/** There is no block of this number yet. One that should be there and is not is damage, and another error. */
export class NoSuchBlock extends Error {
  override readonly name = 'NoSuchBlock';
}

/** Builds a machine over a state. */
export async function createMachine(parts: MachineParts, source: StateSource): Promise<Machine> {
  const common = parts.common.copy();
  const state = new WorldState(common, source, parts.hashes);
  const evm = await parts.evm.create({ common, stateManager: state, blockchain: parts.blockHashes });
  const permissions = parts.isPermissioned ? new Permissions(source, parts.hashes) : undefined;
  evm.permits = permissions;
  const vm = await createVM({ common, stateManager: state, blockchain: parts.blockHashes, evm });
  return { vm, state, permissions, timestampStep: parts.timestampStep };
}

/** Forgets what was written, and is at that state from now on. */
export function moveMachine({ state, permissions }: Machine, source: StateSource): void {
  state.moveTo(source);
  permissions?.moveTo(source);
}
