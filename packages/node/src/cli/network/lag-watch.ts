/** Blocks behind the others from which on it is said. */
const behindBlocks = 10;

/** Milliseconds in which an engine that the others leave behind has to get on. */
const longestStandstill = 60_000;

/** Times that a node is started again before its operator has to look at it. */
const mostRestarts = 3;

/** What is known of a node's progress. */
interface Progress {
  height: number;
  /** When it got there, and the highest known then. */
  since: number;
  highest: number;
  isBehind: boolean;
  restarts: number;
}

/** What a watch does. */
export interface LagActions {
  /** Is told a sentence about a node. */
  say: (name: string, line: string) => void;
  /** Starts a node and its engine again. */
  restart: (name: string, why: string) => void;
}

/**
 * Notices nodes that stay behind: says so, and has those start again that stand still for a minute while the others move,
 * three times at most until they move. One that is slow, or catches up, is left alone.
 */
export class LagWatch {
  private readonly nodes = new Map<string, Progress>();

  constructor(private readonly actions: LagActions) {}

  /**
   * Looks at what the engines say.
   * @param now in milliseconds, on any clock
   * @param heights of the engines that run here; undefined: it runs and does not answer
   * @param elsewhere highest that any peer says it has
   */
  look(now: number, heights: ReadonlyMap<string, number | undefined>, elsewhere = 0): void {
    const highest = Math.max(elsewhere, ...[...heights.values()].map((height) => height ?? 0));
    // An engine that has ended starts anew: it does not answer while it runs what its node has not.
    for (const [name, { restarts }] of this.nodes)
      if (!heights.has(name)) this.nodes.set(name, { ...unknown(now, highest), restarts });
    for (const [name, height] of heights) this.lookAt(name, now, height, highest);
  }

  private lookAt(name: string, now: number, height: number | undefined, highest: number): void {
    const node = this.nodes.get(name) ?? unknown(now, highest);
    this.nodes.set(name, node);
    if (height !== undefined && height > node.height) {
      // A first answer after a restart is no progress yet.
      if (node.height >= 0) node.restarts = 0;
      Object.assign(node, { height, since: now, highest });
    }
    if (node.height < 0) return;
    this.sayLag(name, node, highest);
    const standsStill = now - node.since >= longestStandstill;
    if (!standsStill || highest <= node.highest || highest <= node.height + 1) return;
    Object.assign(node, { since: now, highest });
    node.restarts++;
    const where = `its engine stays at height ${node.height} while others are at ${highest}`;
    if (node.restarts <= mostRestarts) this.actions.restart(name, where);
    else if (node.restarts === mostRestarts + 1)
      this.actions.say(name, `${where}, after ${mostRestarts} restarts: it needs its operator`);
  }

  private sayLag(name: string, node: Progress, highest: number): void {
    const behind = highest - node.height;
    if (!node.isBehind && behind >= behindBlocks) {
      node.isBehind = true;
      this.actions.say(name, `is ${behind} blocks behind: height ${node.height} of ${highest}`);
    } else if (node.isBehind && behind <= 1) {
      node.isBehind = false;
      this.actions.say(name, `has caught up at height ${node.height}`);
    }
  }
}

/** Of a node that has not said its height. */
const unknown = (now: number, highest: number): Progress => ({
  ...{ height: -1, since: now, highest, isBehind: false, restarts: 0 },
});
