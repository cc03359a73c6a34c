import { concatHex, encodeAbiParameters, type Hex, hexToBytes, keccak256, toHex } from 'viem';
import { modelFile } from './models.ts';

/** Numbers in a row: 64 samples of a trip with 7 numbers each, in thousandths, then what the network should answer. */
export const COLUMNS = 449;
export const ROWS_PER_BATCH = 8;
const ROW_BYTES = 4 * COLUMNS;

/** Rows that are committed to as a whole: see contracts/RowBatches.sol of examples/story. */
export interface Sheet {
  readonly root: Hex;
  readonly rows: number;
  readonly rowsPerBatch: number;
  readonly columns: number;
}

/** Some rows of a sheet, with what proves that they are its rows. */
export interface Batch {
  readonly index: bigint;
  readonly salt: Hex;
  readonly rows: Hex;
  readonly proof: readonly Hex[];
}

/** A sheet as its author has it. */
export interface FullSheet {
  readonly sheet: Sheet;
  readonly batches: readonly Batch[];
}

/** In the order of the file that tools/keras/governance/train.py wrote. */
const SHEETS = { public: 32, 'drivers-0': 16, 'drivers-1': 16, 'riders-0': 16, 'riders-1': 16 };
export type SheetName = keyof typeof SHEETS;

/** All sheets of the example, the public one and two of each keeper. */
export function readSheets(): Readonly<Record<SheetName, FullSheet>> {
  const bytes = modelFile('rows.bin');
  let at = 0;
  const sheets = Object.entries(SHEETS).map(([name, rows]) => {
    const part = bytes.subarray(at * ROW_BYTES, (at + rows) * ROW_BYTES);
    at += rows;
    return [name, createSheet(part, name)] as const;
  });
  return Object.fromEntries(sheets) as Record<SheetName, FullSheet>;
}

/** Cuts rows into batches and commits to them. `secret` is what salts are made of: a keeper's own randomness. */
export function createSheet(bytes: Uint8Array, secret: string, rowsPerBatch = ROWS_PER_BATCH): FullSheet {
  const size = ROW_BYTES * rowsPerBatch;
  const parts = Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) => ({
    index: BigInt(i),
    salt: keccak256(toHex(`${secret}, batch ${i}`)),
    rows: toHex(bytes.subarray(i * size, (i + 1) * size)),
  }));
  const { root, proofs } = prove(parts.map(leafOf));
  return {
    sheet: { root, rows: bytes.length / ROW_BYTES, rowsPerBatch, columns: COLUMNS },
    batches: parts.map((part, i) => ({ ...part, proof: proofs[i]! })),
  };
}

/** The same rows under other salts. */
export const reseal = ({ batches }: FullSheet, secret: string): FullSheet =>
  createSheet(hexToBytes(concatHex(batches.map(({ rows }) => rows))), secret);

const leafOf = ({ index, salt, rows }: Omit<Batch, 'proof'>): Hex =>
  keccak256(
    keccak256(
      encodeAbiParameters(
        [{ type: 'uint256' }, { type: 'bytes32' }, { type: 'bytes32' }],
        [index, salt, keccak256(rows)],
      ),
    ),
  );

/** Root and proofs of a Merkle tree, each leaf in its place; who is left over goes up as it is. */
function prove(leaves: readonly Hex[]): { root: Hex; proofs: readonly (readonly Hex[])[] } {
  if (leaves.length === 1) return { root: leaves[0]!, proofs: [[]] };
  const parents: Hex[] = [];
  for (let i = 0; i < leaves.length; i += 2) {
    const [a, b] = [leaves[i]!, leaves[i + 1]];
    parents.push(b === undefined ? a : keccak256(concatHex([a, b])));
  }
  const above = prove(parents);
  const proofs = leaves.map((_, i) => {
    const sibling = leaves[i ^ 1];
    return [...(sibling === undefined ? [] : [sibling]), ...above.proofs[i >> 1]!];
  });
  return { root: above.root, proofs };
}
