import { z } from 'zod';
import type { Chain } from '../../chain/chain.ts';
import { EngineError, type EngineRpc } from '../../engine/engine-rpc.ts';

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

const statusSchema = z.object({ node_info: z.object({ id: z.string() }) });
const peersSchema = z.object({ peers: z.array(z.object({ node_info: z.object({ id: z.string() }) })) });

/**
 * Has the engine call peers again that it has lost sight of. By itself it does not where two engines called each other
 * at the same time and each kept the call that the other hung up, and after two minutes without a peer its pauses grow
 * to hours, until it gives up after a day (CometBFT 0.38, p2p/switch.go).
 */
export class MissingPeers {
  private timer: NodeJS.Timeout | undefined;
  private looking: Promise<void> | undefined;
  /** Looks in a row at which peers were missing, by id. */
  private readonly missed = new Map<string, number>();

  constructor(private readonly parts: MissingPeersParts) {}

  /** @throws Error that says why nobody knows whom to call: better at start than every five seconds */
  async expectPeers(): Promise<void> {
    await this.parts.peers();
  }

  start(): void {
    this.timer = setInterval(() => {
      this.looking ??= this.look()
        .catch((error: unknown) => this.parts.report(error, 'looking for peers of the engine'))
        .finally(() => {
          this.looking = undefined;
        });
    }, lookEvery);
  }

  async stop(): Promise<void> {
    clearInterval(this.timer);
    await this.looking;
  }

  /** Looks once. An engine that does not answer is asked again. */
  async look(): Promise<void> {
    const { engine } = this.parts;
    try {
      const { node_info: own } = statusSchema.parse(await engine.call('status'));
      const { peers } = peersSchema.parse(await engine.call('net_info'));
      const called = await this.due(own.id, new Set(peers.map(({ node_info }) => node_info.id)));
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
      if (id === own || connected.has(id) || !this.mayConnect(id)) {
        this.missed.delete(id);
        continue;
      }
      const looks = (this.missed.get(id) ?? 0) + 1;
      this.missed.set(id, looks);
      if (looks >= (own < id ? looksOfSmaller : looksOfLarger)) due.push(peer);
    }
    return due;
  }

  private mayConnect(id: string): boolean {
    const { chain } = this.parts;
    return !chain.hasState || (chain.permissions?.mayConnect(`0x${id}`) ?? true);
  }
}
