import type { Figures } from '../attack/attack.ts';
import type { Cluster } from '../cluster/cluster.ts';
import type { Traffic } from './traffic.ts';

/** What a fault works on. */
export interface Scene {
  readonly cluster: Cluster;
  /** Runs while the fault does. */
  readonly traffic: Traffic;
  /** Numbers from 0 to 1, repeated by a seed. */
  readonly random: () => number;
}

/** Something that goes wrong in a network, by itself or by somebody. */
export interface Fault {
  readonly name: string;
  /** What goes wrong, and what has to hold beside what holds after every fault; one sentence each. */
  readonly does: string;
  readonly holds: string;
  /** @throws Finding if something did not hold, NotHere where this machine cannot do it */
  run(scene: Scene): Promise<Figures>;
}

/** This machine cannot do what a fault needs. */
export class NotHere extends Error {
  override readonly name = 'NotHere';
}
