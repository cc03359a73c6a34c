import { type Drive, drive, pack } from './drive.ts';
import type { Peer } from './peer.ts';
import type { Measured } from './report.ts';
import type { Phase, Workload } from './workload.ts';

/** How long a run is. */
export interface Length {
  readonly rounds: number;
  /** Of a phase whose share is 1. */
  readonly transactions: number;
  readonly phases: readonly Phase[];
}

/** Brings all peers to the same state. @throws Error when one refuses or fails a transaction */
export async function setUp(peers: readonly Peer[], workload: Workload): Promise<void> {
  for (const signed of await workload.setUp()) {
    const parcel = pack(signed);
    for (const peer of peers) await drive(peer, parcel);
  }
}

/**
 * Runs each phase on one peer after the other, so that all meet the same machine; each phase begins with another peer.
 * @param say told of each phase that is done
 * @throws Error when a peer refuses or fails a transaction
 */
export async function takeTurns(
  peers: readonly Peer[],
  workload: Workload,
  { rounds, transactions, phases }: Length,
  say: (what: string) => void,
): Promise<Measured[]> {
  const drives = phases.map(() => new Map<Peer, Drive[]>(peers.map((peer) => [peer, []])));
  let turn = 0;
  for (let round = 1; round <= rounds; round++) {
    for (const [index, phase] of phases.entries()) {
      const parcel = pack(await workload.sign(phase, transactions));
      for (const peer of rotate(peers, turn++)) drives[index]!.get(peer)!.push(await drive(peer, parcel));
      say(`round ${round} of ${rounds}: ${phase.name}`);
    }
  }
  return phases.flatMap(({ name }, index) =>
    [...drives[index]!].map(([peer, runs]) => ({ phase: name, peer: peer.name, rounds: runs })),
  );
}

const rotate = <T>(items: readonly T[], by: number): T[] => {
  const at = by % items.length;
  return [...items.slice(at), ...items.slice(0, at)];
};
