import type { Address } from '@ethereumjs/util';

/** What the account that sent a transaction may have done in it. */
export interface Permits {
  mayDeploy(origin: Address): boolean;
  mayPublish(origin: Address): boolean;
}
