import type { Definition, Definitions } from '../../define.ts';
import { nothing } from '../../results/index.ts';

/** What Hardhat answers with true, and anvil with nothing: clients with types hold either to it. */
const silent = [
  'setBalance',
  'setNonce',
  'setCode',
  'impersonateAccount',
  'stopImpersonatingAccount',
  'setNextBlockBaseFeePerGas',
  'setPrevRandao',
  'setCoinbase',
  'reset',
] as const;

/** Names of methods that say nothing under `anvil_`. */
export type Silent = (typeof silent)[number];

export const isSilent = (name: string): boolean => silent.some((each) => each === name);

/** The same methods as anvil answers them. */
export const asAnvil = <Table extends Definitions>(table: Table): AsAnvil<Table> =>
  Object.fromEntries(
    Object.entries(table).map(([name, each]) => [name, isSilent(name) ? { ...each, result: nothing } : each]),
  ) as AsAnvil<Table>;

export type AsAnvil<Table extends Definitions> = {
  readonly [Name in keyof Table]: Name extends Silent
    ? Definition<Table[Name]['params'], typeof nothing>
    : Table[Name];
};
