import type { Log } from '@ethereumjs/evm';
import { RLP } from '@ethereumjs/rlp';
import { concatBytes } from '@ethereumjs/util';
import { bytes, decode, encodeList, type Item, list, number, unsigned } from './rlp.ts';

/** What a transaction left behind, as it is stored. The bloom and everything else is derived. */
export interface Receipt {
  /** EIP-2718 type of the transaction. */
  type: number;
  success: boolean;
  /** State root after the transaction, in blocks before Byzantium: those have no status. A chain of this node's own has none. */
  stateRoot?: Uint8Array;
  /** Gas of this transaction and of those before it in the block. */
  cumulativeGas: bigint;
  /** Gas of this transaction, after refunds. */
  gasUsed: bigint;
  logs: Log[];
}

/** A receipt in both encodings that a block needs. */
export interface EncodedReceipt {
  /** In the trie under the header, EIP-2718: the type unless it is 0, and `[outcome, cumulativeGas, bloom, logs]`. */
  consensus: Uint8Array;
  /** In the database: `[type, outcome, cumulativeGas, gasUsed, logs]`. */
  stored: Uint8Array;
}

/**
 * Encodes a receipt once for both uses: what they share, the logs above all, is encoded one time.
 * @param bloom 256 bytes, of the logs
 */
export function encodeReceipt(receipt: Receipt, bloom: Uint8Array): EncodedReceipt {
  const { type, success, stateRoot, cumulativeGas, gasUsed } = receipt;
  const outcome = RLP.encode(stateRoot ?? unsigned(success ? 1n : 0n));
  const cumulative = RLP.encode(unsigned(cumulativeGas));
  const logs = RLP.encode(receipt.logs);
  const envelope = encodeList([outcome, cumulative, RLP.encode(bloom), logs]);
  const [typeField, gasField] = [BigInt(type), gasUsed].map((value) => RLP.encode(unsigned(value)));
  return {
    consensus: type === 0 ? envelope : concatBytes(Uint8Array.of(type), envelope),
    stored: encodeList([typeField!, outcome, cumulative, gasField!, logs]),
  };
}

/** The receipts of one block, as the database has them. */
export const encodeReceipts = (receipts: readonly EncodedReceipt[]): Uint8Array =>
  encodeList(receipts.map(({ stored }) => stored));

/** Reads what `encodeReceipts` wrote. */
export function decodeReceipts(encoded: Uint8Array): Receipt[] {
  return list(decode(encoded)).map((entry) => {
    const [type, outcome, cumulativeGas, gasUsed, logs] = list(entry);
    const isRoot = bytes(outcome).length === 32;
    return {
      type: Number(number(type)),
      success: isRoot || number(outcome) === 1n,
      ...(isRoot && { stateRoot: bytes(outcome) }),
      cumulativeGas: number(cumulativeGas),
      gasUsed: number(gasUsed),
      logs: list(logs).map(toLog),
    };
  });
}

/** Reads the receipts of a whole block as the trie under its header has them, whose root holds them. */
export function decodeConsensusReceipts(encoded: readonly Uint8Array[]): Receipt[] {
  let before = 0n;
  return encoded.map((envelope) => {
    const type = envelope[0]! < 0x80 ? envelope[0]! : 0;
    const [outcome, cumulativeGas, , logs] = list(decode(type === 0 ? envelope : envelope.subarray(1)));
    const sum = number(cumulativeGas);
    const gasUsed = sum - before;
    before = sum;
    return {
      type,
      success: number(outcome) === 1n,
      cumulativeGas: sum,
      gasUsed,
      logs: list(logs).map(toLog),
    };
  });
}

function toLog(log: Item): Log {
  const [address, topics, data] = list(log);
  return [bytes(address), list(topics).map(bytes), bytes(data)];
}
