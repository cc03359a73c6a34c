import type { InterpreterStep } from '@ethereumjs/evm';
import { bigIntToBytes, bytesToHex, bytesToUnprefixedHex, setLengthLeft } from '@ethereumjs/util';
import type { Hex } from 'viem';
import { eventsOf, type TraceLimits, type Tracer, TraceTooLong } from './tracer.ts';

/** What geth's default tracer is asked to leave out or add. */
export interface StructLogOptions {
  disableStack?: boolean | undefined;
  disableStorage?: boolean | undefined;
  enableMemory?: boolean | undefined;
  /** Shows what the last call inside gave back. */
  enableReturnData?: boolean | undefined;
}

const word = (value: bigint): Hex => `0x${value.toString(16).padStart(64, '0')}`;
const hexStack = (stack: readonly bigint[]) => stack.map((item) => `0x${item.toString(16)}`);

/** Instructions that end a frame. A frame that runs off its code's end stops too, by a STOP that is not there. */
const endsFrame = new Set(['STOP', 'RETURN', 'REVERT', 'SELFDESTRUCT', 'INVALID']);

/** Every instruction with gas, stack, and on request memory. */
export const structLogTracer =
  (options: StructLogOptions, { maxTraceSteps, bytes }: TraceLimits): Tracer =>
  async (machine, run) => {
    const structLogs: unknown[] = [];
    const storage = new Map<string, Record<string, string>>();
    const lastOfFrame: string[] = [];
    /** What the last call inside gave back, for each frame that is open, by depth. */
    const given: Hex[] = [];
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
        ...shownReturn(given[step.depth]),
        ...(step.gasRefund > 0n && { refund: Number(step.gasRefund) }),
      });
    };
    const events = eventsOf(machine);
    events.on('step', (step, resolve) => {
      // What a listener throws ends the run.
      if (!tooLong) {
        const own = sizeOf(step, options, storage.get(step.address.toString()));
        bytes.take(own + (given[step.depth]?.length ?? 0));
      }
      void onStep(step).finally(() => resolve?.());
    });
    events.on('beforeMessage', ({ depth }) => {
      lastOfFrame.push('');
      given[depth] = '0x';
    });
    events.on('afterMessage', ({ createdAddress, execResult: { exceptionError, runState, returnValue } }) => {
      const last = lastOfFrame.pop();
      const isCode = createdAddress !== undefined && exceptionError === undefined;
      if (options.enableReturnData && lastOfFrame.length > 0)
        given[lastOfFrame.length - 1] = isCode ? '0x' : bytesToHex(returnValue);
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

const shownReturn = (data: Hex | undefined) =>
  data === undefined || data === '0x' ? {} : { returnData: data };

/** Bytes that a step takes in memory with its lists and names, and per item of each. */
const stepBytes = 320;
const itemBytes = 24;

/** About what a step adds to the trace: its texts are one byte a character. */
function sizeOf(
  { stack, memory, opcode }: InterpreterStep,
  { disableStack, disableStorage, enableMemory }: StructLogOptions,
  slots: Readonly<Record<string, string>> | undefined,
): number {
  const stackBytes = disableStack ? 0 : stack.length * (itemBytes + 66);
  const memoryBytes = enableMemory ? (memory.length / 32) * (itemBytes + 66) : 0;
  const touches = !disableStorage && (opcode.name === 'SLOAD' || opcode.name === 'SSTORE');
  const slotBytes = touches ? (Object.keys(slots ?? {}).length + 1) * 2 * (itemBytes + 66) : 0;
  return stepBytes + stackBytes + memoryBytes + slotBytes;
}

/** One text for the whole memory, of which the words are slices: text that is put together byte by byte takes 30 times the room. */
function toWords(memory: Uint8Array): string[] {
  const hex = Buffer.from(memory.buffer, memory.byteOffset, memory.byteLength).toString('hex');
  const words: string[] = [];
  for (let at = 0; at < hex.length; at += 64) words.push(`0x${hex.slice(at, at + 64)}`);
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
