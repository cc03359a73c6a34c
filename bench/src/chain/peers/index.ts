import type { PeerKind } from '../peer.ts';
import { anvil } from './anvil.ts';
import { evmMlKinds } from './evm-ml.ts';
import { geth } from './geth.ts';
import { hardhat } from './hardhat.ts';

/** Every peer, in the order of the tables. */
export const peerKinds: readonly PeerKind[] = [...evmMlKinds, geth, anvil, hardhat];
/** What the others are measured against. */
export const baseline = geth.name;
/** This node as it comes: it keeps its chain, and all states. */
export const ours = 'evm-ml';
