import type { Common, CustomCrypto } from '@ethereumjs/common';
import {
  type CacheBounds,
  cacheBoundsFor,
  createPredictCommon,
  createPredictEvm,
  type GenesisAccount,
  ModelCache,
  PREDICT_ADDRESS,
  permissionsGenesis,
  predictGenesis,
  ResultCache,
} from '@evm-ml/evm';
import { capacityOf, loadModel } from '@evm-ml/quantized-runtime';
import { type Hex, keccak256, stringToBytes } from 'viem';
import type { Genesis } from '../genesis/genesis-file.ts';
import { permissionsSetUp } from '../genesis/permissions-section.ts';
import { type ChainEvm, plainEvm } from './evm.ts';
import { PredictWatch } from './predict-watch.ts';

/** What a genesis says about execution. */
export interface Rules {
  common: Common;
  evm: ChainEvm;
  /** Contracts that PREDICT and permissions bring along. */
  predeploys: Genesis['alloc'];
  /** True if members decide who may do what (rule D30). */
  isPermissioned: boolean;
  /** Seconds from a block's timestamp to the next one's at the least. */
  timestampStep: bigint;
}

/**
 * Turns a genesis into the rules of its chain.
 * @param cache what the cache of models may hold; left out: what a block can load
 */
export function createRules(
  { config, predict, permissions, gasLimit, timestampStep: step }: Genesis,
  customCrypto: CustomCrypto,
  cache?: Required<CacheBounds>,
): Rules {
  const { params } = predict;
  const common = createPredictCommon({ chainId: config.chainId, customCrypto, ...(params && { params }) });
  const timestampStep = BigInt(step);
  const permitted = permissions ? allocationOf([permissionsGenesis(permissionsSetUp(permissions))]) : {};
  const rules = { common, isPermissioned: permissions !== undefined, timestampStep };
  if (!predict.enabled) return { ...rules, evm: plainEvm, predeploys: permitted };
  const models = new ModelCache(cache ?? cacheBoundsFor(Number(gasLimit)));
  const predeploys = { ...predictAllocation(predict, step), ...permitted };
  return { ...rules, evm: createPredictRules(predict, models), predeploys };
}

/** All EVMs of the chain share the prepared models and the answers: a call asks what a transaction then asks again. */
function createPredictRules({ block, time, limits }: Genesis['predict'], models: ModelCache): ChainEvm {
  const capacity = capacityOf(limits);
  const shared = { models, results: new ResultCache(), monitor: new PredictWatch() };
  const rules = {
    ...shared,
    loadModel: (bytes: Uint8Array) => loadModel(bytes, { capacity }),
    modelBytes: capacity.artefactBytes,
    activation: {
      ...(block !== undefined && { block: BigInt(block) }),
      ...(time !== undefined && { time: BigInt(time) }),
    },
  };
  return {
    predict: { ...shared, capacity },
    create: async (parts) => createPredictEvm({ ...parts, ...rules }),
  };
}

function predictAllocation(predict: Genesis['predict'], step: Genesis['timestampStep']): Genesis['alloc'] {
  const said = { '0x0': digestOf(predict, step) };
  return allocationOf(
    predictGenesis().map((account) =>
      account.address === PREDICT_ADDRESS ? { ...account, storage: said } : account,
    ),
  );
}

const allocationOf = (accounts: readonly GenesisAccount[]): Genesis['alloc'] =>
  Object.fromEntries(
    accounts.map(({ address, nonce, balance, code, storage }) => [
      address,
      { nonce: nonce.toString(), balance: balance.toString(), code, storage },
    ]),
  );

/**
 * What genesis says of PREDICT, and of time where that is not Ethereum's rule, as one word. It lies in block 0, so that
 * a node with other rules has another chain from the beginning, instead of another state some day.
 */
function digestOf(
  { block, time, params = {}, limits }: Genesis['predict'],
  step: Genesis['timestampStep'],
): Hex {
  const sorted = Object.entries(params).sort(([a], [b]) => (a < b ? -1 : 1));
  const { artefactBytes, nodeElements, totalElements, work, planBytes } = capacityOf(limits);
  const said = [
    block ?? null,
    time ?? null,
    sorted,
    [artefactBytes, nodeElements, totalElements, work, planBytes],
    ...(step === 1 ? [] : [step]),
  ];
  return keccak256(stringToBytes(JSON.stringify(said)));
}
