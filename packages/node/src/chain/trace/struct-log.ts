import type { InterpreterStep } from '@ethereumjs/evm';
import { bigIntToBytes, bytesToUnprefixedHex, setLengthLeft } from '@ethereumjs/util';
import { eventsOf, type TraceLimits, type Tracer, TraceTooLong } from './tracer.ts';

/** What geth's default tracer is asked to leave out or add. */
export interface StructLogOptions {
  disableStack?: boolean | undefined;
  disableStorage?: boolean | undefined;
  enableMemory?: boolean | undefined;
}

const word = (value: bigint) => value.toString(16).padStart(64, '0');

/** Every instruction with gas, stack, and on request memory. */
export const structLogTracer =
  (options: StructLogOptions, { maxTraceSteps }: TraceLimits): Tracer =>
  async (machine, run) => {
    const structLogs: unknown[] = [];
    const storage = new Map<string, Record<string, string>>();
    let tooLong = false;
    const onStep = async (step: InterpreterStep) => {
      tooLong = structLogs.length >= maxTraceSteps;
      if (tooLong) return;
      const slots = options.disableStorage ? undefined : await noteStorage(step, storage);
      structLogs.push({
        pc: step.pc,
        op: step.opcode.name,
        gas: Number(step.gasLeft),
        gasCost: Number(step.opcode.dynamicFee ?? BigInt(step.opcode.fee)),
        depth: step.depth + 1,
        ...(!options.disableStack && { stack: step.stack.map((item) => `0x${item.toString(16)}`) }),
        ...(options.enableMemory && { memory: toWords(step.memory) }),
        ...(slots && { storage: { ...slots } }),
        ...(step.gasRefund > 0n && { refund: Number(step.gasRefund) }),
      });
    };
    eventsOf(machine).on('step', (step, resolve) => void onStep(step).finally(() => resolve?.()));
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
    slots[word(key)] = bytesToUnprefixedHex(setLengthLeft(bytes, 32));
  }
  storage.set(address, slots);
  return slots;
}
