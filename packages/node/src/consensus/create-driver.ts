import type { Address } from '@ethereumjs/util';
import type { Chain } from '../chain/chain.ts';
import type { Mempool } from '../mempool/mempool.ts';
import { CometBft, type CometBftOptions, type CometBftParts } from './cometbft/cometbft.ts';
import type { Development, Driver } from './driver.ts';
import { Solo } from './solo/solo.ts';

/** How the blocks of a node that decides alone come about. */
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

/** The driver of a node that decides alone. No other module names it. */
export function createDriver(options: DriverOptions, { chain, pool }: DriverParts): DevelopmentDriver {
  return new Solo(chain, pool, options);
}

/** The driver of one of several validators, which CometBFT lets agree. No other module names it. */
export function createValidator(options: CometBftOptions, parts: CometBftParts): CometBft {
  return new CometBft(parts, options);
}
