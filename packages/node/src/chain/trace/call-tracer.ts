import type { EVMResult, InterpreterStep, Message } from '@ethereumjs/evm';
import { bigIntToAddressBytes, bytesToHex } from '@ethereumjs/util';
import type { Hex } from 'viem';
import { evmErrorName } from '../evm-error-names.ts';
import type { Machine } from '../machine.ts';
import { describeRevert } from '../revert-reason.ts';
import { eventsOf, type Traced, type TraceLimits, type Tracer, TraceTooLong } from './tracer.ts';

/** A call or creation and what happened in it, as geth's `callTracer` shows it. */
export interface CallFrame {
  type: string;
  from: Hex;
  to?: Hex;
  value?: Hex;
  gas: Hex;
  gasUsed: Hex;
  input: Hex;
  output?: Hex;
  error?: string;
  revertReason?: string;
  logs?: { address: Hex; topics: Hex[]; data: Hex; position: Hex }[];
  calls?: CallFrame[];
}

export interface CallTracerOptions {
  /** Leave out what the top call does inside. */
  onlyTopCall?: boolean | undefined;
  withLog?: boolean | undefined;
}

const quantity = (value: bigint | number): Hex => `0x${value.toString(16)}`;
const word = (value: bigint): Hex => `0x${value.toString(16).padStart(64, '0')}`;

/** The tree of calls. */
export const callTracer =
  (options: CallTracerOptions, limits: TraceLimits): Tracer =>
  async (machine, run) => {
    const { root, traced } = await watchCalls(machine, run, options, limits);
    return root && { ...root, gas: quantity(traced.gas), gasUsed: quantity(traced.gasUsed) };
  };

/** Runs once, and gives the tree of calls; the gas of its root is without what is due before the first instruction. */
export async function watchCalls(
  machine: Machine,
  run: () => Promise<Traced>,
  options: CallTracerOptions,
  { maxTraceSteps, bytes }: TraceLimits,
): Promise<{ root: CallFrame | undefined; traced: Traced }> {
  const open: CallFrame[] = [];
  let root: CallFrame | undefined;
  let lastOpcode = 'CALL';
  let frames = 0;
  const events = eventsOf(machine);
  const add = (frame: CallFrame) => {
    const parent = open.at(-1);
    if (!parent || options.onlyTopCall || ++frames > maxTraceSteps) return;
    parent.calls ??= [];
    parent.calls.push(frame);
  };
  events.on('step', (step, resolve) => {
    lastOpcode = step.opcode.name;
    const frame = open.at(-1);
    if (frame && lastOpcode === 'SELFDESTRUCT') {
      bytes.take(frameBytes);
      void selfdestructFrame(step)
        .then(add)
        .finally(() => resolve?.());
      return;
    }
    if (options.withLog && frame && lastOpcode.startsWith('LOG')) {
      bytes.take(frameBytes + 2 * Number(step.stack.at(-2) ?? 0n));
      noteLog(frame, step);
    }
    resolve?.();
  });
  events.on('beforeMessage', (message) => {
    bytes.take(frameBytes + 2 * (message.data.length + (message.to ? 0 : codeLength(message))));
    const frame = openFrame(message, message.depth === 0 ? undefined : lastOpcode);
    add(frame);
    root ??= frame;
    open.push(frame);
  });
  events.on('afterMessage', (result) => {
    const frame = open.pop();
    bytes.take(2 * result.execResult.returnValue.length);
    if (frame) closeFrame(frame, result);
  });
  const traced = await run();
  if (frames > maxTraceSteps)
    throw new TraceTooLong(`the trace has more calls than maxTraceSteps = ${maxTraceSteps}`);
  return { root, traced };
}

/** What a contract has goes to its heir. */
async function selfdestructFrame({ address, stack, stateManager }: InterpreterStep): Promise<CallFrame> {
  const heir = bytesToHex(bigIntToAddressBytes(BigInt.asUintN(160, stack.at(-1) ?? 0n)));
  const balance = (await stateManager.getAccount(address))?.balance ?? 0n;
  const from = address.toString();
  return {
    type: 'SELFDESTRUCT',
    from,
    to: heir,
    gas: '0x0',
    gasUsed: '0x0',
    input: '0x',
    value: quantity(balance),
  };
}

/** Bytes that a frame or a log takes besides its data. */
const frameBytes = 1_000;

const codeLength = ({ code }: Message): number => (code instanceof Uint8Array ? code.length : 0);

function openFrame(message: Message, opcode: string | undefined): CallFrame {
  const { caller, to, value, data, gasLimit } = message;
  const input = bytesToHex(to ? data : ((message.code as Uint8Array | undefined) ?? data));
  const common = { value: quantity(value), gas: quantity(gasLimit), gasUsed: '0x0' as Hex, input };
  const type = to ? (opcode ?? 'CALL') : opcode === 'CREATE2' ? 'CREATE2' : 'CREATE';
  const borrowsCode = type === 'DELEGATECALL' || type === 'CALLCODE';
  const from = (borrowsCode ? to! : caller).toString();
  const target = borrowsCode ? message.codeAddress : to;
  const { value: shown, ...rest } = common;
  return {
    type,
    from,
    ...(target && { to: target.toString() }),
    ...(type === 'STATICCALL' || borrowsCode ? rest : { ...rest, value: shown }),
  };
}

function closeFrame(frame: CallFrame, { execResult, createdAddress }: EVMResult): void {
  frame.gasUsed = quantity(execResult.executionGasUsed);
  const error = execResult.exceptionError?.error;
  // What could not be created is nowhere.
  if (createdAddress && error === undefined) frame.to = createdAddress.toString();
  const output = bytesToHex(execResult.returnValue);
  if (error === undefined || error === 'revert') {
    if (output !== '0x') frame.output = output;
  }
  if (error === undefined) return;
  frame.error = evmErrorName(error);
  delete frame.logs;
  const reason = describeRevert(output);
  if (reason !== undefined) frame.revertReason = reason;
}

function noteLog(frame: CallFrame, { stack, memory, opcode, address }: InterpreterStep): void {
  const count = Number(opcode.name.slice(3));
  const [offset, length] = [Number(stack.at(-1)), Number(stack.at(-2))];
  const data = new Uint8Array(length);
  data.set(memory.subarray(offset, offset + length));
  frame.logs ??= [];
  frame.logs.push({
    address: address.toString(),
    topics: stack
      .slice(-2 - count, -2)
      .reverse()
      .map(word),
    data: bytesToHex(data),
    position: quantity(frame.calls?.length ?? 0),
  });
}
