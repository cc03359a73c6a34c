import { capacityOf, encodeGraph, type Graph, loadModel, programBytesOf } from '@evm-ml/quantized-runtime';
import { keccak_256 } from '@noble/hashes/sha3.js';
import { bytesToHex } from 'viem';
import { describe, expect, it } from 'vitest';
import { coldPredictGas } from '../src/gas/cold.ts';
import { layoutOf } from '../src/index.ts';
import { createChain, install } from './support/chain.ts';
import { encode, errorText } from './support/predict-calls.ts';

const [INPUTS, OUTPUTS] = [4_700, 4_096];

/** 19 MB of zeros but for a one at either end: most chunks are equal, so that storing them takes no time. */
function largeModel(): Uint8Array {
  const kernel = new Int8Array(INPUTS * OUTPUTS);
  kernel[0] = 1;
  kernel[kernel.length - 1] = 3;
  const graph: Graph = {
    profile: 'a16',
    values: [
      { shape: [INPUTS], type: 'i16', scale: 1, zero: 0 },
      { shape: [OUTPUTS], type: 'i16', scale: 1, zero: 0 },
    ],
    nodes: [
      {
        op: 'dense',
        inputs: [0],
        outputs: [1],
        layer: 'large',
        min: null,
        max: null,
        params: { kernel: 'k', mult: 'm', shift: 's' },
      },
    ],
    inputs: [{ name: 'x', value: 0, kind: 'real', scale: [1], offset: [0], limit: 0 }],
    outputs: [{ name: 'y', value: 1 }],
    tensors: new Map([
      ['k', { shape: [INPUTS, OUTPUTS], data: kernel }],
      ['m', { shape: [1], data: Int32Array.of(2 ** 20) }],
      ['s', { shape: [1], data: Uint8Array.of(20) }],
    ]),
  };
  return encodeGraph(graph, 2 ** 25);
}

describe("a chain's capacity (F10, G3)", () => {
  const bytes = largeModel();
  const capacity = capacityOf({ artefactBytes: 2 ** 25 });

  it('a model listed by index chunks runs where genesis allows it, at the price of all its chunks', async () => {
    const chain = await createChain({
      loadModel: (model) => loadModel(model, { capacity }),
      modelBytes: capacity.artefactBytes,
    });
    const id = await install(chain, bytes);
    const input = new Uint8Array(2 * INPUTS);
    new DataView(input.buffer).setInt16(0, 7, true);
    new DataView(input.buffer).setInt16(2 * INPUTS - 2, 11, true);
    const first = await chain.call(encode.predictRaw(id, bytesToHex(input)));
    expect(first.exceptionError).toBeUndefined();
    const answer = Buffer.from(first.returnValue.subarray(64, 64 + 2 * OUTPUTS));
    expect([answer.readInt16LE(0), answer.readInt16LE(2 * OUTPUTS - 2)]).toEqual([7, 33]);
    expect([...answer.subarray(2, -2)].every((byte) => byte === 0)).toBe(true);
    // A cached model costs the same.
    const again = await chain.call(encode.predictRaw(id, bytesToHex(input)));
    expect(again.executionGasUsed).toBe(first.executionGasUsed);

    const { chunks, index } = layoutOf({ model: bytes }).model;
    expect([chunks.length, index.length]).toEqual([784, 2]);
    const loaded = {
      length: bytes.length,
      programBytes: programBytesOf(bytes),
      indexAddresses: index,
      chunkAddresses: chunks,
      plan: { model: loadModel(bytes, { capacity }) },
    };
    const subject = { reference: { length: 66 }, resolved: { isNamed: false }, loaded };
    const { returnValue } = await chain.call(encode.gasOf(id, 1n));
    const told = BigInt(bytesToHex(returnValue));
    expect(told).toBe(coldPredictGas(subject, 1n, { account: 2_600n, slot: 2_100n }));
  });

  it('G3: no more addresses are computed than accesses are paid for, at any gas limit', async () => {
    const chain = await createChain({ modelBytes: capacity.artefactBytes });
    const listed = await install(chain, new Uint8Array(16 * 2 ** 20));
    const indexed = await install(chain, new Uint8Array(bytes.length));
    let hashed = 0;
    const { customCrypto } = chain.evm.common;
    const keccak = customCrypto.keccak256 ?? keccak_256;
    customCrypto.keccak256 = (content) => {
      hashed++;
      return keccak(content);
    };
    for (const id of [listed, indexed]) {
      for (let gas = 1_000n; gas < 60_000n; gas += 500n) {
        hashed = 0;
        const { exceptionError } = await chain.call(encode.gasOf(id, 1n), { gas });
        expect(exceptionError?.error).toBe('out of gas');
        // Chunks are equal: all accesses but the first are warm ones. A few more are hashes of accounts.
        expect(hashed).toBeLessThan(20 + Number(gas) / 100);
      }
    }
  });

  it('elsewhere it is refused by its manifest alone, before a chunk is paid for', async () => {
    const chain = await createChain();
    const id = await install(chain, bytes);
    for (let call = 0; call < 2; call++) {
      const { returnValue, executionGasUsed } = await chain.call(encode.describe(id));
      expect(errorText(bytesToHex(returnValue))).toBe(`UnusableModel(${id},TooLarge)`);
      expect(executionGasUsed).toBeLessThan(10_000n);
    }
  });
});
