import type { Chain } from '../../chain/chain.ts';
import { connectedNodes } from '../../engine/connected-nodes.ts';
import { EngineError, type EngineRpc } from '../../engine/engine-rpc.ts';
import { mayConnect } from './may-connect.ts';
import { RepeatedLook } from './repeated-look.ts';

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

/**
 * Finds nodes that may not be connected any more (D34). The engine asks for each node when it connects, and has no way
 * to let go of one: it has to begin again. So that all do not begin again at once, each waits for its turn.
 */
export class Strangers {
  private readonly looks: RepeatedLook;
  /** When it is this node's turn; undefined while nobody is to go. */
  private due: number | undefined;

  constructor(private readonly parts: StrangersParts) {
    this.looks = new RepeatedLook(
      lookEvery,
      () => this.look(),
      (error) => parts.report(error, 'looking for nodes that may not connect'),
    );
  }

  start(): void {
    this.looks.start();
  }

  stop(): Promise<void> {
    return this.looks.stop();
  }

  /** Looks once. An engine that does not answer is asked again. */
  async look(): Promise<void> {
    const { chain, engine, expel, now = () => performance.now() } = this.parts;
    if (!this.bindsNodes()) return;
    try {
      const { own, isCatchingUp, peers } = await connectedNodes(engine);
      if (isCatchingUp) return;
      const strangers = peers.filter((id) => !mayConnect(chain, id));
      if (strangers.length === 0 || !mayConnect(chain, own)) {
        this.due = undefined;
        return;
      }
      this.due ??= now() + turn * this.turnOf(own);
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
}
