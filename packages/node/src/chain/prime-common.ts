import { paramsBlock } from '@ethereumjs/block';
import { Common, type ParamsDict } from '@ethereumjs/common';
import { paramsEVM } from '@ethereumjs/evm';
import { paramsTx } from '@ethereumjs/tx';
import { paramsVM } from '@ethereumjs/vm';

const libraryParams: readonly ParamsDict[] = [paramsEVM, paramsVM, paramsBlock, paramsTx];

/** Makes what the libraries ask of `common` and of its copies all the time quick to answer. The answers are the same. */
export function primeCommon(common: Common): void {
  primeParams(common);
  primeActivations(common);
}

/**
 * Enters the libraries' default parameters once. They do it again with every transaction, header and EVM that they
 * make, which takes 40% of the time of a block of transfers.
 */
function primeParams(common: Common): void {
  for (const params of libraryParams) common.updateParams(params);
  common.updateParams = function updateParams(this: Common, params: ParamsDict): void {
    if (!libraryParams.includes(params)) Common.prototype.updateParams.call(this, params);
  };
}

/** Looks up which EIPs are active, where the library goes through a list, several times in every step of a contract. */
function primeActivations(common: Common): void {
  const sets = new WeakMap<readonly number[], ReadonlySet<number>>();
  common.isActivatedEIP = function isActivatedEIP(this: Common, eip: number): boolean {
    const list = this['_activatedEIPsCache']; // Another one with every change of the rules.
    let set = sets.get(list);
    if (!set) {
      set = new Set(list);
      sets.set(list, set);
    }
    return set.has(eip);
  };
}
