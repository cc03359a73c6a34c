import type { Address } from '@ethereumjs/util';
import type { Chain } from '../chain/chain.ts';
import type { Mempool } from '../mempool/mempool.ts';
import type { Development, Driver } from './driver.ts';
import { Solo } from './solo/solo.ts';

/** How a node's blocks come about. */
export interface DriverOptions {
  /** Milliseconds between blocks; 0: as soon as a transaction is there. */
  blockTime: number;
  /** Collects the fees. */
  coinbase: Address;
}

/** What a driver works on. */
export interface DriverParts {
  chain: Chain;
  pool: Mempool;
}

/** A driver that decides alone, and so has everything for development. */
export type DevelopmentDriver = Driver & { readonly development: Development };

/** Chooses the driver of a node. No other module names one. */
export function createDriver(options: DriverOptions, { chain, pool }: DriverParts): DevelopmentDriver {
  return new Solo(chain, pool, options);
}
