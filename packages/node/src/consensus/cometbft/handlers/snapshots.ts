import { snapshotFormat } from '../../../snapshots/format.ts';
import type { Handler } from '../application.ts';

/** Blocks of the engine that must be there after a snapshot's: who joins checks the headers of both. */
const headersAfter = 2n;

/** Those that a node can join with already. */
export const listSnapshots: Handler<'listSnapshots'> = ({ snapshots, decisions }) => ({
  snapshots: (snapshots?.snapshots ?? [])
    .filter(({ height }) => height + headersAfter <= decisions.height)
    .map(({ height, hash, metadata, chunks }) => ({
      height,
      format: snapshotFormat,
      chunks,
      hash,
      metadata,
    })),
});

export const offerSnapshot: Handler<'offerSnapshot'> = async ({ joining }, request) => ({
  result: await joining.offer(request),
});

/** What there is not is empty: the engine says so to who asked. */
export const loadSnapshotChunk: Handler<'loadSnapshotChunk'> = async (
  { snapshots },
  { height, format, chunk },
) => ({
  chunk: (format === snapshotFormat && (await snapshots?.chunk(height, chunk))) || new Uint8Array(),
});

export const applySnapshotChunk: Handler<'applySnapshotChunk'> = async ({ joining }, request) =>
  joining.apply(request);
