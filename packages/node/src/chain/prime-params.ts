import { paramsBlock } from '@ethereumjs/block';
import { Common, type ParamsDict } from '@ethereumjs/common';
import { paramsEVM } from '@ethereumjs/evm';
import { paramsTx } from '@ethereumjs/tx';
import { paramsVM } from '@ethereumjs/vm';

const libraryParams: readonly ParamsDict[] = [paramsEVM, paramsVM, paramsBlock, paramsTx];

/**
 * Enters the libraries' default parameters once. They do it again with every transaction, header and EVM that they
 * make, which takes 40% of the time of a block of transfers; here and in copies of `common` that is skipped.
 */
export function primeParams(common: Common): void {
  for (const params of libraryParams) common.updateParams(params);
  common.updateParams = function updateParams(this: Common, params: ParamsDict): void {
    if (!libraryParams.includes(params)) Common.prototype.updateParams.call(this, params);
  };
}
