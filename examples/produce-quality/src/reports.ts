import type { Client } from '@evm-ml/example-story';
import type { Address, Hex } from 'viem';

/** Which sample a report is about: the one that every lot has, or that of lots in dispute. */
export type Sample = 1 | 2;

/** What a laboratory signs. */
export interface Report {
  readonly order: bigint;
  readonly sample: Sample;
  /** The supplier's own numbers. */
  readonly lots: readonly bigint[];
  /** 13 for each lot, in units of 1e-18, one lot after another. */
  readonly measurements: readonly bigint[];
}

/** Typed data (EIP-712), so that wallets show what is signed. */
export const types = {
  Report: [
    { name: 'order', type: 'uint256' },
    { name: 'sample', type: 'uint8' },
    { name: 'lots', type: 'uint256[]' },
    { name: 'measurements', type: 'int256[]' },
  ],
} as const;

/** A laboratory signs a report for a market on its chain. */
export function signReport(laboratory: Client, market: Address, report: Report): Promise<Hex> {
  const chainId = laboratory.public.chain.id;
  return laboratory.account.signTypedData({
    domain: { name: 'ProduceMarket', version: '1', chainId, verifyingContract: market },
    types,
    primaryType: 'Report',
    message: report,
  });
}
