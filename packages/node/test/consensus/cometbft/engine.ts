import { sign } from '../../support/chain.ts';
import type { validator } from './validator.ts';

export const proposerAddress = new Uint8Array(20).fill(7);
export const at = (seconds: number) => ({ seconds: BigInt(seconds), nanos: 5 });
export const header = (seconds = 1_000) => ({ time: at(seconds), proposerAddress });

export type Node = Awaited<ReturnType<typeof validator>>;
export type Engine = Awaited<ReturnType<Node['dial']>>;

/** What an engine asks of a block: its decision, and the commit. */
export async function decide(engine: Engine, height: number, txs: Uint8Array[], seconds?: number) {
  const value = { ...header(seconds), height: BigInt(height), txs };
  const decided = await engine.ask({ case: 'finalizeBlock', value });
  if (decided?.case !== 'finalizeBlock') throw new Error(`answered ${decided?.case}`);
  return decided.value;
}
export const commit = (engine: Engine) => engine.ask({ case: 'commit', value: {} });

export const bytesOf = (node: Node, fields: Parameters<typeof sign>[1], sender?: number) =>
  sign(node.chain, fields, sender).serialize();
