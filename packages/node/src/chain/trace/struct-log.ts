import type { InterpreterStep } from '@ethereumjs/evm';
import { bigIntToBytes, bytesToHex, bytesToUnprefixedHex, setLengthLeft } from '@ethereumjs/util';
import type { Hex } from 'viem';
import { eventsOf, type TraceLimits, type Tracer, TraceTooLong } from './tracer.ts';

/** What geth's default tracer is asked to leave out or add. */
export interface StructLogOptions {
  disableStack?: boolean | undefined;
  disableStorage?: boolean | undefined;
  enableMemory?: boolean | undefined;
}

const word = (value: bigint): Hex => `0x${value.toString(16).padStart(64, '0')}`;
const hexStack = (stack: readonly bigint[]) => stack.map((item) => `0x${item.toString(16)}`);

/** Instructions that end a frame. A frame that runs off its code's end stops too, by a STOP that is not there. */
const endsFrame = new Set(['STOP', 'RETURN', 'REVERT', 'SELFDESTRUCT', 'INVALID']);

/** Every instruction with gas, stack, and on request memory. */
export const structLogTracer =
  (options: StructLogOptions, { maxTraceSteps }: TraceLimits): Tracer =>
  async (machine, run) => {
    const structLogs: unknown[] = [];
    const storage = new Map<string, Record<string, string>>();
    const lastOfFrame: string[] = [];
    let tooLong = false;
    const onStep = async (step: InterpreterStep) => {
      tooLong = structLogs.length >= maxTraceSteps;
      if (tooLong) return;
      lastOfFrame[step.depth] = step.opcode.name;
      const slots = options.disableStorage ? undefined : await noteStorage(step, storage);
      structLogs.push({
        pc: step.pc,
        op: step.opcode.name,
        gas: Number(step.gasLeft),
        gasCost: Number(step.opcode.dynamicFee ?? BigInt(step.opcode.fee)),
        depth: step.depth + 1,
        ...(!options.disableStack && { stack: hexStack(step.stack) }),
        ...(options.enableMemory && { memory: toWords(step.memory) }),
        ...(slots && { storage: { ...slots } }),
        ...(step.gasRefund > 0n && { refund: Number(step.gasRefund) }),
      });
    };
    const events = eventsOf(machine);
    events.on('step', (step, resolve) => void onStep(step).finally(() => resolve?.()));
    events.on('beforeMessage', () => lastOfFrame.push(''));
    events.on('afterMessage', ({ execResult: { exceptionError, runState } }) => {
      const last = lastOfFrame.pop();
      if (!last || exceptionError || !runState || endsFrame.has(last) || structLogs.length >= maxTraceSteps)
        return;
      structLogs.push({
        pc: runState.programCounter,
        op: 'STOP',
        gas: Number(runState.gasLeft),
        gasCost: 0,
        depth: lastOfFrame.length + 1,
        ...(!options.disableStack && { stack: hexStack(runState.stack.getStack()) }),
      });
    });
    const { gasUsed, success, returnData } = await run();
    if (tooLong) throw new TraceTooLong(`the trace has more steps than maxTraceSteps = ${maxTraceSteps}`);
    return {
      gas: Number(gasUsed),
      failed: !success,
      returnValue: `0x${bytesToUnprefixedHex(returnData)}`,
      structLogs,
    };
  };

function toWords(memory: Uint8Array): string[] {
  const words: string[] = [];
  for (let at = 0; at < memory.length; at += 32)
    words.push(`0x${bytesToUnprefixedHex(memory.subarray(at, at + 32))}`);
  return words;
}

/** The slots of a contract that were read or written so far, shown where that happens. */
async function noteStorage(step: InterpreterStep, storage: Map<string, Record<string, string>>) {
  const { name } = step.opcode;
  const [key, value] = [step.stack.at(-1), step.stack.at(-2)];
  if ((name !== 'SLOAD' && name !== 'SSTORE') || key === undefined) return undefined;
  const address = step.address.toString();
  const slots = storage.get(address) ?? {};
  if (name === 'SSTORE') slots[word(key)] = word(value ?? 0n);
  else {
    const bytes = await step.stateManager.getStorage(step.address, setLengthLeft(bigIntToBytes(key), 32));
    slots[word(key)] = bytesToHex(setLengthLeft(bytes, 32));
  }
  storage.set(address, slots);
  return slots;
}
