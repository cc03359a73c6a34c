/** Preloaded into a node: the chunks that it sends are not those of the snapshots that it offers, as FORGED says. */
interface Folder {
  chunk(height: bigint, index: number): Promise<Uint8Array | undefined>;
}

const built = new URL('../../../../packages/node/dist/snapshots/snapshot-folder.js', import.meta.url);
const { prototype } = ((await import(built.href)) as { SnapshotFolder: { prototype: Folder } })
  .SnapshotFolder;
const forged = process.env['FORGED']!;
const { chunk } = prototype;

const flipped = (bytes: Uint8Array, at: number): Uint8Array => {
  const copy = Uint8Array.from(bytes);
  copy[at]! ^= 1;
  return copy;
};

const forge: Readonly<Record<string, (chunk: Uint8Array) => Uint8Array>> = {
  other: (bytes) => flipped(bytes, bytes.length >> 1),
  cut: (bytes) => bytes.slice(0, -1),
  longer: (bytes) => Uint8Array.of(...bytes, 0),
  // Transactions and receipts of a block without any.
  empty: () => Uint8Array.of(2, 0, 3, 0),
  // The last of a chunk is its state, or the proof of it.
  state: (bytes) => flipped(bytes, bytes.length - 1),
};

prototype.chunk = async function (height, index) {
  const right = await chunk.call(this, height, index);
  return right && forge[forged]!(right);
};
