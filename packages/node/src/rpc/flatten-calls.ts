import type { Hex } from 'viem';
import type { CallFrame } from '../chain/trace/call-tracer.ts';

/** A call with its depth; what it did inside follows it. */
export interface FlatCall {
  readonly type: string;
  readonly depth: number;
  readonly from: Hex;
  readonly to: Hex;
  readonly value: Hex | null;
  readonly input: Hex;
  readonly output: Hex;
}

const nobody: Hex = `0x${'00'.repeat(20)}`;

/** A tree of calls in the order in which they began. What could not be created is nowhere: the zero address. */
export function flattenCalls(root: CallFrame): FlatCall[] {
  const flat: FlatCall[] = [];
  const open: { frame: CallFrame; depth: number }[] = [{ frame: root, depth: 0 }];
  for (let next = open.pop(); next; next = open.pop()) {
    const { frame, depth } = next;
    const { type, from, to = nobody, value = null, input, output = '0x' } = frame;
    flat.push({ type, depth, from, to, value, input, output });
    for (const call of [...(frame.calls ?? [])].reverse()) open.push({ frame: call, depth: depth + 1 });
  }
  return flat;
}

/** Ether that moved inside: 0 a transfer, 1 a self-destruct, 2 a creation, 3 one with CREATE2. */
export interface InternalOperation {
  readonly type: number;
  readonly from: Hex;
  readonly to: Hex;
  readonly value: Hex;
}

const kinds: Readonly<Record<string, number>> = { CALL: 0, SELFDESTRUCT: 1, CREATE: 2, CREATE2: 3 };

/** What happened in a tree of calls below its root, and was not reverted. */
export function internalOperations(root: CallFrame): InternalOperation[] {
  const found: InternalOperation[] = [];
  const open = root.error === undefined ? [...(root.calls ?? [])].reverse() : [];
  for (let frame = open.pop(); frame; frame = open.pop()) {
    if (frame.error !== undefined) continue;
    const { type: name, from, to, value = '0x0' } = frame;
    const type = kinds[name];
    if (type !== undefined && to !== undefined && (type !== 0 || value !== '0x0'))
      found.push({ type, from, to, value });
    open.push(...[...(frame.calls ?? [])].reverse());
  }
  return found;
}
