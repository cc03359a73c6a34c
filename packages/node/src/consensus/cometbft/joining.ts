import type { Chain } from '../../chain/chain.ts';
import { ChunkError } from '../../snapshots/chunk-error.ts';
import { maxChunks, snapshotFormat } from '../../snapshots/format.ts';
import { JoinChain } from '../../snapshots/join-chain.ts';
import { readMetadata } from '../../snapshots/metadata.ts';
import { readJoined } from '../../storage/joined.ts';
import type { KeyValueStore } from '../../storage/key-value-store.ts';
import { engineHeightChange } from '../engine-height.ts';
import {
  ResponseApplySnapshotChunk_Result as ChunkResult,
  ResponseOfferSnapshot_Result as OfferResult,
  type RequestApplySnapshotChunk,
  type RequestOfferSnapshot,
} from './abci/tendermint/abci/types_pb.ts';
import type { Decisions } from './decisions.ts';

/** What joining works on. */
export interface JoiningParts {
  chain: Chain;
  store: KeyValueStore;
  decisions: Pick<Decisions, 'joined'>;
  /** Tells the operator why a snapshot or a chunk was refused. */
  refused(what: string, sender?: string): void;
}

/** What becomes of a chunk, and of who sent it. */
export interface ChunkOutcome {
  readonly result: ChunkResult;
  readonly refetchChunks?: number[];
  readonly rejectSenders?: string[];
}

/** A node on its way into a network by a snapshot. One that was refused, or broke off, leaves room for the next. */
export class Joining {
  private current: { readonly join: JoinChain; readonly height: bigint } | undefined;

  constructor(private readonly parts: JoiningParts) {}

  /** Takes or refuses a snapshot. @throws Fault */
  async offer({
    snapshot,
    appHash,
  }: Pick<RequestOfferSnapshot, 'snapshot' | 'appHash'>): Promise<OfferResult> {
    const { chain, store } = this.parts;
    const { number } = chain.head.header;
    if (number > 0n && readJoined(store, chain.keccak256)?.firstBlock !== number)
      return this.refuse(
        `a snapshot is refused: this node has run blocks, up to ${number}. State sync is for a node without any: end it, or begin with an empty data folder`,
        OfferResult.ABORT,
      );
    if (!snapshot) return this.refuse('an offer without a snapshot is refused', OfferResult.REJECT);
    const what = `a snapshot at height ${snapshot.height} is refused`;
    if (snapshot.format !== snapshotFormat)
      return this.refuse(`${what}: it is of format ${snapshot.format}`, OfferResult.REJECT_FORMAT);
    if (snapshot.chunks < 1 || snapshot.chunks > maxChunks || snapshot.height < 1n)
      return this.refuse(`${what}: it would have ${snapshot.chunks} chunks`, OfferResult.REJECT_SENDER);
    const expected = { genesisHash: chain.genesis.hash(), blockHash: appHash };
    if (Buffer.compare(snapshot.hash, appHash) !== 0)
      return this.refuse(`${what}: it is not that of the signed block`, OfferResult.REJECT_SENDER);
    const header = readMetadata(snapshot.metadata, {
      ...expected,
      common: chain.common,
      keccak256: chain.keccak256,
    });
    if (typeof header === 'string') return this.refuse(`${what}: ${header}`, OfferResult.REJECT_SENDER);
    this.current = undefined;
    const join = await JoinChain.begin({ chain, store }, header, snapshot.chunks);
    this.current = { join, height: snapshot.height };
    return OfferResult.ACCEPT;
  }

  /** Takes the next chunk, or has it fetched from somebody else. @throws Fault, StorageError */
  async apply({
    index,
    chunk,
    sender,
  }: Pick<RequestApplySnapshotChunk, 'index' | 'chunk' | 'sender'>): Promise<ChunkOutcome> {
    const { current } = this;
    if (!current) return { result: ChunkResult.ABORT };
    const { join, height } = current;
    // The engine and this node are of two minds: both begin with the first chunk again.
    if (index !== join.next) return { result: ChunkResult.RETRY_SNAPSHOT };
    try {
      await join.take(chunk);
    } catch (error) {
      if (!(error instanceof ChunkError)) throw error;
      this.parts.refused(
        `chunk ${index} of a snapshot at height ${height} is refused: ${error.message}`,
        sender,
      );
      return {
        result: ChunkResult.RETRY,
        refetchChunks: [index],
        rejectSenders: sender === '' ? [] : [sender],
      };
    }
    if (join.isWhole) {
      this.current = undefined;
      await join.finish([engineHeightChange(height, this.parts.chain.keccak256)]);
      await this.parts.decisions.joined(height);
    }
    return { result: ChunkResult.ACCEPT };
  }

  private refuse(what: string, result: OfferResult): OfferResult {
    this.parts.refused(what);
    return result;
  }
}
