import type { NetworkNode } from './network-file.ts';

/** What engines print of their own end and of what follows from it. */
const noise = [
  'error while stopping peer',
  'Error stopping pool',
  "Won't start a peer - switch is not running",
  'Stopped accept routine, as transport is closed',
  'Error serving server',
  'Failed to reconnect to peer',
];

/** Milliseconds for which a sentence is not said again. */
const quiet = 60_000;

/** Sentences that are remembered at the most: what peers cause may differ each time. */
const mostRemembered = 1_000;

/**
 * What an operator needs of an engine's log: peers by their names, nothing of what an engine that ends says anyway, and
 * the same thing once a minute.
 */
export class EngineLog {
  private readonly said = new Map<string, number>();

  constructor(private readonly nodes: readonly NetworkNode[]) {}

  /** @param now in milliseconds, on any clock. @returns what to show of a line; undefined: nothing */
  read(line: string, now: number): string | undefined {
    const [, level, time, message, details] =
      /^([A-Z])\[[^|\]]*\|([^\]]*)\] (.*?)\s+module=\S+ ?(.*)$/.exec(line) ?? [];
    if (message === undefined) return this.once(line, line, now);
    if (noise.some((each) => message.startsWith(each))) return undefined;
    const sentence = this.sentence(message, details ?? '');
    return this.once(sentence, `${time} ${levels[level!] ?? level} ${sentence}`, now);
  }

  private sentence(message: string, details: string): string {
    if (message === 'Stopping peer for error') return `lost ${this.peerIn(details)}`;
    if (message === 'Error dialing peer') return `cannot reach ${this.peerIn(details)}`;
    return `${message} ${details}`.trimEnd();
  }

  /** Name of the node that a line is about. */
  private peerIn(details: string): string {
    const node = this.nodes.find(
      ({ nodeId, host, p2pPort }) => details.includes(nodeId) || details.includes(`${host}:${p2pPort}:`),
    );
    return node?.name ?? details;
  }

  private once(what: string, shown: string, now: number): string | undefined {
    const before = this.said.get(what);
    if (before !== undefined && now - before < quiet) return undefined;
    if (this.said.size >= mostRemembered) this.said.clear();
    this.said.set(what, now);
    return shown;
  }
}

const levels: Readonly<Record<string, string>> = { E: 'ERROR', I: 'INFO ', D: 'DEBUG' };
