import type { Chain } from '../../chain/chain.ts';
import { connectedNodes } from '../../engine/connected-nodes.ts';
import { EngineError, type EngineRpc } from '../../engine/engine-rpc.ts';
import { mayConnect } from './may-connect.ts';
import { RepeatedLook } from './repeated-look.ts';

/** What calling peers works on. */
export interface MissingPeersParts {
  chain: Pick<Chain, 'permissions' | 'hasState'>;
  engine: Pick<EngineRpc, 'call'>;
  /** `ID@HOST:PORT` each. */
  peers(): Promise<readonly string[]>;
  /** Is told of what went wrong while nobody waited for it; the next look tries again. */
  report(error: unknown, doing: string): void;
}

/** Milliseconds between two looks. */
const lookEvery = 5_000;

/**
 * Looks in a row at which a peer is missing until it is called, by the one of the two whose id is smaller, and by the
 * other: two that call each other at the same time may both hang up.
 */
const [looksOfSmaller, looksOfLarger] = [2, 6];

/**
 * Has the engine call peers again that it has lost sight of. By itself it does not where two engines called each other
 * at the same time and each kept the call that the other hung up, and after two minutes without a peer its pauses grow
 * to hours, until it gives up after a day (CometBFT 0.38, p2p/switch.go).
 */
export class MissingPeers {
  private readonly looks: RepeatedLook;
  /** Looks in a row at which peers were missing, by id. */
  private readonly missed = new Map<string, number>();

  constructor(private readonly parts: MissingPeersParts) {
    this.looks = new RepeatedLook(
      lookEvery,
      () => this.look(),
      (error) => parts.report(error, 'looking for peers of the engine'),
    );
  }

  /** @throws Error that says why nobody knows whom to call: better at start than every five seconds */
  async expectPeers(): Promise<void> {
    await this.parts.peers();
  }

  start(): void {
    this.looks.start();
  }

  stop(): Promise<void> {
    return this.looks.stop();
  }

  /** Looks once. An engine that does not answer is asked again. */
  async look(): Promise<void> {
    const { engine } = this.parts;
    try {
      const { own, peers } = await connectedNodes(engine);
      const called = await this.due(own, new Set(peers));
      if (called.length > 0)
        await engine.call('dial_peers', {
          ...{ peers: called, persistent: false, unconditional: false, private: false },
        });
    } catch (error) {
      if (!(error instanceof EngineError)) throw error;
    }
  }

  /** Who is to be called now. */
  private async due(own: string, connected: ReadonlySet<string>): Promise<string[]> {
    const due: string[] = [];
    for (const peer of await this.parts.peers()) {
      const id = peer.slice(0, peer.indexOf('@'));
      if (id === own || connected.has(id) || !mayConnect(this.parts.chain, id)) {
        this.missed.delete(id);
        continue;
      }
      const looks = (this.missed.get(id) ?? 0) + 1;
      this.missed.set(id, looks);
      if (looks >= (own < id ? looksOfSmaller : looksOfLarger)) due.push(peer);
    }
    return due;
  }
}
