import { Account, createAddressFromString, hexToBytes } from '@ethereumjs/util';
import { layoutOf, ModelCache, PREDICT_ADDRESS, type PredictEvm, predictAbi } from '@evm-ml/evm';
import { chunkCode, encodeNetwork, type Graph, loadModel, manifestCode } from '@evm-ml/quantized-runtime';
import { bytesToHex, encodeFunctionData, type Hex } from 'viem';
import { exampleBytes, type Timing, timeOf } from './measure-model.ts';
import { createBenchEvm } from './ordinary.ts';
import type { Row } from './row.ts';

/** Puts a sealed model into the state, as uploading and sealing it would. */
export async function putModel(evm: PredictEvm, artefact: Uint8Array): Promise<Hex> {
  const { modelId, manifestAddress, chunks } = layoutOf(artefact);
  const put = async (address: Hex, code: Uint8Array) => {
    const at = createAddressFromString(address);
    await evm.stateManager.putAccount(at, new Account(1n));
    await evm.stateManager.putCode(at, code);
  };
  for (const { address, bytes } of chunks) await put(address, chunkCode(bytes));
  const hashes = chunks.map(({ hash }) => hexToBytes(hash));
  await put(manifestAddress, manifestCode(artefact.length, hashes));
  return modelId;
}

const to = createAddressFromString(PREDICT_ADDRESS);

/** A whole call of PREDICT: cold state access, input and output included, the plan in the cache. */
export async function measureCalls(name: string, graph: Graph, timing: Timing): Promise<Row[]> {
  const artefact = encodeNetwork({ graph, keras: { config: null, variables: [] } });
  const evm = await createBenchEvm();
  const modelId = await putModel(evm, artefact);
  const model = loadModel(artefact);
  const raw = exampleBytes(model);
  const fixed = Array.from({ length: model.inputLength }, () => 5n * 10n ** 17n);
  const calls = {
    predictRaw: encodeFunctionData({
      abi: predictAbi,
      functionName: 'predictRaw',
      args: [modelId, bytesToHex(raw)],
    }),
    predict: encodeFunctionData({ abi: predictAbi, functionName: 'predict', args: [modelId, fixed] }),
  };
  const rows: Row[] = [];
  for (const [entry, data] of Object.entries(calls)) {
    const bytes = hexToBytes(data);
    const run = async () => {
      // A new transaction: everything is cold again.
      evm.journal.cleanJournal();
      return evm.runCall({ to, data: bytes, gasLimit: 2n ** 40n });
    };
    const { execResult } = await run();
    if (execResult.exceptionError) throw new Error(`${name}: ${execResult.exceptionError.error}`);
    const gas = Number(execResult.executionGasUsed);
    rows.push({ kind: 'call', name: `${entry}, ${name}`, ns: await timeOf(run, timing), gas });
  }
  return rows;
}

/** The first use of a model that no cache holds: reading its chunks, decoding, validating, planning. */
export async function measureLoad(name: string, graph: Graph, timing: Timing): Promise<Row> {
  const artefact = encodeNetwork({ graph, keras: { config: null, variables: [] } });
  const cold = await createBenchEvm(new ModelCache({ maxBytes: 0 }));
  const loads: bigint[] = [];
  cold.observer = ({ gas }) => loads.push(gas.load);
  const modelId = await putModel(cold, artefact);
  const data = hexToBytes(encodeFunctionData({ abi: predictAbi, functionName: 'describe', args: [modelId] }));
  const run = () => {
    cold.journal.cleanJournal();
    return cold.runCall({ to, data, gasLimit: 2n ** 40n });
  };
  await run();
  const ns = await timeOf(run, timing);
  return { kind: 'load', name: `${name}, ${artefact.length} bytes`, ns, gas: Number(loads[0]) };
}

/** Numbers in units of 1e-18, one of them. */
export async function measureTranscoding(
  graph: Graph,
  timing: Timing,
): Promise<{ readonly inNs: number; readonly outNs: number }> {
  const model = loadModel(encodeNetwork({ graph, keras: { config: null, variables: [] } }));
  const numbers = Array.from({ length: model.inputLength }, (_, i) => BigInt(i) * 10n ** 16n);
  const output = model.run(model.encodeFixed(numbers), 1);
  return {
    inNs: (await timeOf(() => model.encodeFixed(numbers), timing)) / model.inputLength,
    outNs: (await timeOf(() => model.decodeFixed(output), timing)) / model.outputLength,
  };
}
