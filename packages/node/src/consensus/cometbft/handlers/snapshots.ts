import {
  ResponseApplySnapshotChunk_Result as ChunkResult,
  ResponseOfferSnapshot_Result as OfferResult,
} from '../abci/tendermint/abci/types_pb.ts';
import type { Handler } from '../application.ts';

// There are no snapshots yet: who joins runs all blocks.

export const listSnapshots: Handler<'listSnapshots'> = () => ({ snapshots: [] });

export const offerSnapshot: Handler<'offerSnapshot'> = () => ({ result: OfferResult.ABORT });

export const loadSnapshotChunk: Handler<'loadSnapshotChunk'> = () => ({ chunk: new Uint8Array() });

export const applySnapshotChunk: Handler<'applySnapshotChunk'> = () => ({ result: ChunkResult.ABORT });
