import type { Block } from '@ethereumjs/block';
import type { Log } from '@ethereumjs/evm';
import { hexToBytes } from '@ethereumjs/util';
import { Bloom } from '@ethereumjs/vm';
import type { LogQuery } from '@evm-ml/rpc';
import type { Hex } from 'viem';
import type { Receipt } from '../block/receipt.ts';
import type { ChainView } from '../chain/chain-view.ts';
import { toData } from './format/hex.ts';
import { formatLog } from './format/log.ts';

/** Addresses and topics that a log must have; an empty set lets everything through. */
export interface LogPattern {
  readonly addresses: ReadonlySet<Hex>;
  readonly topics: readonly ReadonlySet<Hex>[];
}

const asSet = (value: Hex | Hex[] | null | undefined): ReadonlySet<Hex> =>
  new Set(value === null || value === undefined ? [] : Array.isArray(value) ? value : [value]);

export const toPattern = (query: Pick<LogQuery, 'address' | 'topics'>): LogPattern => ({
  addresses: asSet(query.address),
  topics: (query.topics ?? []).map(asSet),
});

/** False only if no log of the block can match. Hashes what is wanted: for searches of many blocks. */
export function mayMatch(block: Block, { addresses, topics }: LogPattern): boolean {
  const bloom = new Bloom(block.header.logsBloom, block.common);
  const anyOf = (wanted: ReadonlySet<Hex>) =>
    wanted.size === 0 || [...wanted].some((item) => bloom.check(hexToBytes(item)));
  return anyOf(addresses) && topics.every(anyOf);
}

/** The logs of the block of a number that match, in order; none if there is no such block. */
export async function logsOfBlock(chain: ChainView, number: bigint, pattern: LogPattern) {
  const header = await chain.store.readHeader(number);
  if (!header || header.gasUsed === 0n) return [];
  const block = await chain.store.readBlock(number);
  if (!block || !mayMatch(block, pattern)) return [];
  return matchLogs(block, (await chain.store.readReceipts(number)) ?? [], pattern);
}

const matches = ([address, topics]: Log, pattern: LogPattern): boolean =>
  (pattern.addresses.size === 0 || pattern.addresses.has(toData(address))) &&
  pattern.topics.length <= topics.length &&
  pattern.topics.every((wanted, place) => wanted.size === 0 || wanted.has(toData(topics[place]!)));

/** The logs of one block that match, in order. */
export function matchLogs(block: Block, receipts: readonly Receipt[], pattern: LogPattern, removed = false) {
  let logIndex = 0;
  return receipts.flatMap((receipt, index) =>
    receipt.logs.flatMap((log) => {
      const place = logIndex++;
      return matches(log, pattern) ? [formatLog(log, { block, index }, place, removed)] : [];
    }),
  );
}
