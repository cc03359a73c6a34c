import type { Common, CustomCrypto } from '@ethereumjs/common';
import {
  type CacheBounds,
  cacheBoundsFor,
  createPredictCommon,
  createPredictEvm,
  ModelCache,
  predictGenesis,
  ResultCache,
} from '@evm-ml/evm';
import { loadModel } from '@evm-ml/quantized-runtime';
import type { Genesis } from '../genesis/genesis-file.ts';
import { type ChainEvm, plainEvm } from './evm.ts';
import { PredictWatch } from './predict-watch.ts';

/** What a genesis says about execution. */
export interface Rules {
  common: Common;
  evm: ChainEvm;
  /** Contracts that PREDICT brings along. */
  predeploys: Genesis['alloc'];
}

/**
 * Turns a genesis into the rules of its chain.
 * @param cache what the cache of models may hold; left out: what a block can load
 */
export function createRules(
  { config, predict, gasLimit }: Genesis,
  customCrypto: CustomCrypto,
  cache?: Required<CacheBounds>,
): Rules {
  const { params } = predict;
  const common = createPredictCommon({ chainId: config.chainId, customCrypto, ...(params && { params }) });
  if (!predict.enabled) return { common, evm: plainEvm, predeploys: {} };
  const models = new ModelCache(cache ?? cacheBoundsFor(Number(gasLimit)));
  return { common, evm: createPredictRules(predict, models), predeploys: predictAllocation() };
}

/** All EVMs of the chain share the prepared models and the answers: a call asks what a transaction then asks again. */
function createPredictRules({ block, time }: Genesis['predict'], models: ModelCache): ChainEvm {
  const predict = { models, results: new ResultCache(), monitor: new PredictWatch() };
  const activation = {
    ...(block !== undefined && { block: BigInt(block) }),
    ...(time !== undefined && { time: BigInt(time) }),
  };
  return {
    predict,
    create: async (parts) => createPredictEvm({ ...parts, ...predict, loadModel, activation }),
  };
}

function predictAllocation(): Genesis['alloc'] {
  return Object.fromEntries(
    predictGenesis().map(({ address, nonce, balance, code, storage }) => [
      address,
      { nonce: nonce.toString(), balance: balance.toString(), code, storage },
    ]),
  );
}
