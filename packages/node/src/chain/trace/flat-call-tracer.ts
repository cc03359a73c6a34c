import type { Hex } from 'viem';
import { type CallFrame, watchCalls } from './call-tracer.ts';
import type { TraceLimits, Tracer } from './tracer.ts';

/** One step of a transaction, as the `trace_` methods of Parity and its successors show it. */
export interface FlatTrace {
  type: 'call' | 'create' | 'suicide';
  action: Readonly<Record<string, Hex | string>>;
  result?: Readonly<Record<string, Hex>> | null;
  error?: string;
  /** Steps directly below. */
  subtraces: number;
  /** Where it stands in the tree: the place among its parent's steps, from the top on. */
  traceAddress: number[];
}

/** The calls of a transaction one after another, each with its place in the tree. */
export const flatCallTracer =
  (limits: TraceLimits): Tracer =>
  async (machine, run): Promise<FlatTrace[]> => {
    const { root } = await watchCalls(machine, run, {}, limits);
    return root ? flatten(root, limits) : [];
  };

/** Parity's words for what others call otherwise. */
const errorNames: Readonly<Record<string, string>> = {
  'execution reverted': 'Reverted',
  'out of gas': 'Out of gas',
  'contract creation code storage out of gas': 'Out of gas',
  'invalid jump destination': 'Bad jump destination',
  'invalid opcode': 'Bad instruction',
  'stack underflow': 'Stack underflow',
  'stack overflow': 'Out of stack',
  'write protection': 'Mutable Call In Static Context',
};

/** Bytes of a number in a place. */
const numberBytes = 8;

function flatten(root: CallFrame, { bytes }: TraceLimits): FlatTrace[] {
  const flat: FlatTrace[] = [];
  const open: [CallFrame, number[]][] = [[root, []]];
  for (let next = open.pop(); next; next = open.pop()) {
    const [frame, place] = next;
    const inside = frame.calls ?? [];
    // A frame was counted when it was noted; its place is as long as it is deep.
    bytes.take(numberBytes * place.length);
    flat.push({ ...shape(frame), subtraces: inside.length, traceAddress: place });
    for (const [index, child] of [...inside.entries()].reverse()) open.push([child, [...place, index]]);
  }
  return flat;
}

function shape(frame: CallFrame): Pick<FlatTrace, 'type' | 'action' | 'result' | 'error'> {
  const { type, from, to = '0x', value = '0x0', gas, input } = frame;
  if (type === 'SELFDESTRUCT')
    return { type: 'suicide', action: { address: from, balance: value, refundAddress: to }, result: null };
  if (type === 'CREATE' || type === 'CREATE2') {
    const action = { from, gas, init: input, value, creationMethod: type.toLowerCase() };
    const result = { address: to, code: frame.output ?? '0x', gasUsed: frame.gasUsed };
    return { type: 'create', action, ...outcome(frame, result) };
  }
  const action = { callType: type.toLowerCase(), from, to, gas, input, value };
  const result = { gasUsed: frame.gasUsed, output: frame.output ?? '0x' };
  return { type: 'call', action, ...outcome(frame, result) };
}

const outcome = ({ error }: CallFrame, result: Record<string, Hex>) =>
  error === undefined ? { result } : { error: errorNames[error] ?? error };
