import { Account, createAddressFromString, hexToBytes } from '@ethereumjs/util';
import { layoutOf, ModelCache, PREDICT_ADDRESS, type PredictEvm, predictAbi } from '@evm-ml/evm';
import { chunkCode, elementCount, encodeGraph, type Graph, loadModel, seal } from '@evm-ml/quantized-runtime';
import { bytesToHex, encodeFunctionData, type Hex } from 'viem';
import type { GasCase } from '../case.ts';
import { exampleBytes } from '../examples.ts';
import { createBenchEvm } from './ordinary.ts';

/** Puts a sealed model into the state, as uploading and sealing it would. */
export async function putModel(evm: PredictEvm, model: Uint8Array): Promise<Hex> {
  const { modelId, model: layout } = layoutOf({ model });
  const put = async (address: Hex, code: Uint8Array) => {
    const at = createAddressFromString(address);
    await evm.stateManager.putAccount(at, new Account(1n));
    await evm.stateManager.putCode(at, code);
  };
  for (const { address, bytes } of layout.chunks) await put(address, chunkCode(bytes));
  await put(layout.manifestAddress, seal(model).manifest);
  return modelId;
}

/** Whom a call of PREDICT is for. */
export const PREDICT = createAddressFromString(PREDICT_ADDRESS);

/** Runs `data` as a new transaction's call, everything cold. */
async function callCase(kind: string, name: string, evm: PredictEvm, data: Hex): Promise<GasCase> {
  const bytes = hexToBytes(data);
  const run = () => {
    evm.journal.cleanJournal();
    return evm.runCall({ to: PREDICT, data: bytes, gasLimit: 2n ** 40n });
  };
  const { execResult } = await run();
  if (execResult.exceptionError) throw new Error(`${name}: ${execResult.exceptionError.error}`);
  return { kind, name, gas: Number(execResult.executionGasUsed), run };
}

/** Whole calls of PREDICT with the plan in the cache, and the first use of a model that no cache holds. */
export async function callCases(name: string, graph: Graph): Promise<GasCase[]> {
  const artefact = encodeGraph(graph);
  const model = loadModel(artefact);
  const warm = await createBenchEvm();
  const modelId = await putModel(warm, artefact);
  const raw = encodeFunctionData({
    abi: predictAbi,
    functionName: 'predictRaw',
    args: [modelId, bytesToHex(exampleBytes(model))],
  });
  const numbers = graph.inputs.flatMap(({ kind, value }) =>
    Array.from({ length: elementCount(graph.values[value]!.shape) }, () =>
      kind === 'index' ? 10n ** 18n : 5n * 10n ** 17n,
    ),
  );
  const fixed = encodeFunctionData({ abi: predictAbi, functionName: 'predict', args: [modelId, numbers] });
  const uncached = await createBenchEvm(new ModelCache({ maxBytes: 0 }));
  await putModel(uncached, artefact);
  const describe = encodeFunctionData({ abi: predictAbi, functionName: 'describe', args: [modelId] });
  return [
    await callCase('call', `predictRaw, ${name}`, warm, raw),
    await callCase('call', `predict, ${name}`, warm, fixed),
    await callCase('load', `describe, no cache, ${name}, ${artefact.length} bytes`, uncached, describe),
  ];
}
