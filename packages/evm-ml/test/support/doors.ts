import { Account, Address, hexToBytes } from '@ethereumjs/util';
import { bytesToHex, type Hex, size, slice, stringToHex } from 'viem';
import { PREDICT_ADDRESS, type PredictTrace } from '../../src/index.ts';
import { callDoor, opcodeDoor } from './assembler.ts';
import type { Chain } from './chain.ts';
import { encode } from './predict-calls.ts';

/** Where the code that asks lies. */
export const INNER: Hex = '0x00000000000000000000000000000000000c0de1';
const OUTER: Hex = '0x00000000000000000000000000000000000c0de2';

/** Little-endian int16 numbers. */
export const int16 = (...values: number[]): Hex => bytesToHex(new Uint8Array(Int16Array.from(values).buffer));

export async function putCode(chain: Chain, address: Hex, code: Hex): Promise<void> {
  const at = new Address(hexToBytes(address));
  await chain.vm.stateManager.putAccount(at, new Account(1n));
  await chain.vm.stateManager.putCode(at, hexToBytes(code));
}

/** What code saw of the call that it made. */
export interface Seen {
  readonly ok: boolean;
  readonly data: Hex;
  readonly traces: readonly PredictTrace[];
  readonly gas: bigint;
}

export const sliceFrom = (data: Hex, start: number): Hex => (size(data) > start ? slice(data, start) : '0x');

/** [success word ‖ return data] as doors give it. */
export const seenIn = (data: Hex): Pick<Seen, 'ok' | 'data'> => ({
  ok: BigInt(slice(data, 0, 32)) === 1n,
  data: sliceFrom(data, 32),
});

/** Puts the code that asks at INNER, and runs it, or code that calls it. */
export async function runDoor(chain: Chain, inner: Hex, outer?: Hex): Promise<Seen> {
  await putCode(chain, INNER, inner);
  if (outer) await putCode(chain, OUTER, outer);
  const traces: PredictTrace[] = [];
  chain.evm.observer = (trace) => traces.push(trace);
  const { returnValue, executionGasUsed } = await chain.call('0x', { to: outer ? OUTER : INNER });
  chain.evm.observer = undefined;
  return { ...seenIn(bytesToHex(returnValue)), traces, gas: executionGasUsed };
}

/** Both doors to the same question. */
export function doorsTo(
  reference: string,
  input: Hex,
  gas = 1_000_000n,
  isReverting = false,
): { readonly opcode: Hex; readonly precompile: Hex } {
  const data = encode.predictRaw(reference, input);
  return {
    opcode: opcodeDoor({ reference: stringToHex(reference), input, gas, isReverting }),
    precompile: callDoor('staticcall', PREDICT_ADDRESS, data, gas, isReverting),
  };
}

/** What the precompile answers is ABI-encoded, what the opcode answers is not; errors are the same bytes. */
export const unwrap = ({ ok, data }: Pick<Seen, 'ok' | 'data'>): Hex => {
  if (!ok) return data;
  const length = Number(BigInt(slice(data, 32, 64)));
  return length === 0 ? '0x' : slice(data, 64, 64 + length);
};

/** Traces, but for the door that was taken. */
export const told = ({ traces }: Seen) => traces.map(({ door, ...rest }) => rest);
