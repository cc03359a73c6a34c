/** The class of the node whose answers to the engine are forged here, as far as they are. */
interface Decisions {
  propose(header: Header, candidates: unknown): Promise<Uint8Array[]>;
  execute(header: Header, transactions: readonly Uint8Array[]): Promise<unknown>;
  decide(...block: unknown[]): Promise<{ readonly results: readonly { gasUsed: bigint }[] }>;
  readonly appHash: Uint8Array;
}

export interface Header {
  readonly proposerAddress: Uint8Array;
}

const built = new URL('../../../../packages/node/dist/consensus/cometbft/decisions.js', import.meta.url);

/** What a node does with the engine's blocks: its methods can be replaced, as a member with a modified node would. */
export const { prototype } = ((await import(built.href)) as { Decisions: { prototype: Decisions } })
  .Decisions;
