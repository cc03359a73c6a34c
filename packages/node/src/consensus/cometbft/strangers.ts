import { z } from 'zod';
import type { Chain } from '../../chain/chain.ts';
import { EngineError, type EngineRpc } from '../../engine/engine-rpc.ts';

/** What looking for strangers works on. */
export interface StrangersParts {
  chain: Pick<Chain, 'permissions' | 'hasState'>;
  engine: Pick<EngineRpc, 'call'>;
  /** Ends the engine, which is started again without them. */
  expel(ids: readonly string[]): void;
  /** Is told of what went wrong while nobody waited for it; the next look tries again. */
  report(error: unknown, doing: string): void;
  /** Milliseconds, of a clock that only goes on. */
  now?(): number;
}

/** Milliseconds between two looks, and from one node's turn to the next one's: by then it is there again. */
const [lookEvery, turn] = [2_000, 10_000];

const statusSchema = z.object({
  node_info: z.object({ id: z.string() }),
  sync_info: z.object({ catching_up: z.boolean() }),
});
const peersSchema = z.object({ peers: z.array(z.object({ node_info: z.object({ id: z.string() }) })) });

/**
 * Finds nodes that may not be connected any more (D34). The engine asks for each node when it connects, and has no way
 * to let go of one: it has to begin again. So that all do not begin again at once, each waits for its turn.
 */
export class Strangers {
  private timer: NodeJS.Timeout | undefined;
  private looking: Promise<void> | undefined;
  /** When it is this node's turn; undefined while nobody is to go. */
  private due: number | undefined;

  constructor(private readonly parts: StrangersParts) {}

  start(): void {
    this.timer = setInterval(() => {
      this.looking ??= this.look()
        .catch((error: unknown) => this.parts.report(error, 'looking for nodes that may not connect'))
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
    const { engine, expel, now = () => performance.now() } = this.parts;
    if (!this.bindsNodes()) return;
    try {
      const { node_info: own, sync_info: sync } = statusSchema.parse(await engine.call('status'));
      if (sync.catching_up) return;
      const { peers } = peersSchema.parse(await engine.call('net_info'));
      const ids = peers.map(({ node_info }) => node_info.id);
      const strangers = ids.filter((id) => !this.mayConnect(id));
      if (strangers.length === 0 || !this.mayConnect(own.id)) {
        this.due = undefined;
        return;
      }
      this.due ??= now() + turn * this.turnOf(own.id);
      if (now() < this.due) return;
      this.due = undefined;
      expel(strangers);
    } catch (error) {
      if (!(error instanceof EngineError)) throw error;
    }
  }

  /**
   * How many go before this node: those of validators whose ids are smaller. Who is connected just now says nothing: one
   * that goes is not.
   */
  private turnOf(own: string): number {
    const nodes = this.parts.chain.permissions?.validators().map(({ node }) => node.slice(2)) ?? [];
    return nodes.filter((id) => id < own).length;
  }

  private bindsNodes(): boolean {
    const { chain } = this.parts;
    return chain.hasState && (chain.permissions?.bindsNodes ?? false);
  }

  private mayConnect(id: string): boolean {
    return this.parts.chain.permissions?.mayConnect(`0x${id}`) ?? true;
  }
}
