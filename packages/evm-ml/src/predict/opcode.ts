import { EVMError, type EVMOpts } from '@ethereumjs/evm';
import { createAddressFromString } from '@ethereumjs/util';
import { encoderOf } from '../abi/encode.ts';
import { AbiReader } from '../abi/reader.ts';
import { PREDICT_ADDRESS } from '../addresses.ts';
import { hostOf } from './host.ts';

type AddOpcode = Extract<NonNullable<EVMOpts['customOpcodes']>[number], { readonly logicFunction: unknown }>;
type RunState = Parameters<AddOpcode['logicFunction']>[0];

/**
 * The byte of PREDICT, rule P15: among the opcodes that call, assigned in no fork and in no EIP, EOF included; 0xf6
 * was AUTH (EIP-3074), 0xc0 means something else on another chain with inference.
 */
export const PREDICT_OPCODE = 0xfc;

const predictRaw = encoderOf('predictRaw(string,bytes)');
const ADDRESS = createAddressFromString(PREDICT_ADDRESS);
const ALL_BUT_ONE_64TH = 64n;

/** Stack from the top: gas, refOffset, refLength, inOffset, inLength, outOffset, outLength. */
const ARGUMENTS = 7;

/** Memory expansion for one region, as every opcode pays it. Advances the frame's counters. */
function memoryGas(
  runState: RunState,
  offset: bigint,
  length: bigint,
  param: (name: string) => bigint,
): bigint {
  if (length === 0n) return 0n;
  const words = (offset + length + 31n) / 32n;
  if (words <= runState.memoryWordCount) return 0n;
  const total = words * param('memoryGas') + (words * words) / param('quadCoefficientDivGas');
  const gas = total - runState.highestMemCost;
  runState.memoryWordCount = words;
  runState.highestMemCost = total;
  return gas;
}

/** What STATICCALL to a warm address charges: the access, memory; and how much gas the call may use at most. */
const gasFunction: NonNullable<AddOpcode['gasFunction']> = async (runState, base, common) => {
  if (!hostOf(runState.interpreter._evm).isPredictActive)
    throw new EVMError(EVMError.errorMessages.INVALID_OPCODE);
  const [
    requested = 0n,
    refOffset = 0n,
    refLength = 0n,
    inOffset = 0n,
    inLength = 0n,
    outOffset = 0n,
    outLength = 0n,
  ] = runState.stack.peek(ARGUMENTS);
  const param = (name: string) => common.param(name);
  let gas = base + param('warmstoragereadGas');
  gas += memoryGas(runState, refOffset, refLength, param);
  gas += memoryGas(runState, inOffset, inLength, param);
  gas += memoryGas(runState, outOffset, outLength, param);
  const left = runState.interpreter.getGasLeft() - gas;
  const allowed = left > 0n ? left - left / ALL_BUT_ONE_64TH : 0n;
  runState.messageGasLimit = requested < allowed ? requested : allowed;
  return gas;
};

/** Calls the precompile's `predictRaw` and unwraps the answer: one implementation, two doors. */
const logicFunction: AddOpcode['logicFunction'] = async (runState) => {
  const { stack, memory, interpreter } = runState;
  const [, refOffset = 0n, refLength = 0n, inOffset = 0n, inLength = 0n, outOffset = 0n, outLength = 0n] =
    stack.popN(ARGUMENTS);
  const read = (offset: bigint, length: bigint) =>
    length === 0n ? new Uint8Array() : memory.read(Number(offset), Number(length));
  const data = predictRaw(read(refOffset, refLength), read(inOffset, inLength));
  const gasLimit = runState.messageGasLimit ?? 0n;
  delete runState.messageGasLimit;

  const ok = await hostOf(runState.interpreter._evm).throughOpcode(() =>
    interpreter.callStatic(gasLimit, ADDRESS, 0n, data),
  );
  if (ok !== 0n) runState.returnBytes = new AbiReader(runState.returnBytes).bytes(0);
  const size = Math.min(Number(outLength), runState.returnBytes.length);
  if (size > 0) {
    memory.extend(Number(outOffset), size);
    memory.write(Number(outOffset), size, runState.returnBytes.subarray(0, size));
  }
  stack.push(ok);
};

/** The door for Yul and raw bytecode: PREDICT as an opcode. */
export const predictOpcode: AddOpcode = {
  opcode: PREDICT_OPCODE,
  opcodeName: 'PREDICT',
  baseFee: 0,
  gasFunction,
  logicFunction,
};
