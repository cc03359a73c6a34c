import { concatHex, type Hex, size, toHex } from 'viem';

/** PUSH with as many bytes as the number needs. */
export function push(value: number | bigint): Hex {
  const hex = toHex(value);
  const bytes: Hex = hex.length % 2 === 0 ? hex : `0x0${hex.slice(2)}`;
  return concatHex([toHex(0x5f + size(bytes)), bytes]);
}

/** Pushes arguments so that the first ends up on top of the stack. */
export function pushAll(...args: (number | bigint)[]): Hex {
  return concatHex(args.toReversed().map(push));
}

const OP = {
  codecopy: '0x39',
  gas: '0x5a',
  call: '0xf1',
  callcode: '0xf2',
  delegatecall: '0xf4',
  staticcall: '0xfa',
} as const;

/** The ways of calling code. */
export type CallKind = 'call' | 'callcode' | 'delegatecall' | 'staticcall';

/** Returns [success word ‖ return data] of the call whose success is on the stack. */
const RETURN_ALL: Hex = concatHex([
  push(0),
  '0x52', // MSTORE success at 0
  '0x3d', // RETURNDATASIZE
  push(0),
  push(32),
  '0x3e', // RETURNDATACOPY to 32
  '0x3d',
  push(32),
  '0x01', // ADD
  push(0),
  '0xf3', // RETURN
]);

/** The same, but the frame reverts with it. */
const REVERT_ALL: Hex = concatHex([RETURN_ALL.slice(0, -2) as Hex, '0xfd']);

/** Code that copies `data`, which lies behind it, to memory 0, runs `body`, and returns what `body` was told. */
function withData(data: Hex, body: Hex, isReverting: boolean): Hex {
  const tail = isReverting ? REVERT_ALL : RETURN_ALL;
  const length = size(data);
  // The offset of the data depends on the length of the code that pushes it: always three bytes.
  const copy = (offset: number) =>
    concatHex([push(length), concatHex(['0x62', toHex(offset, { size: 3 })]), push(0), OP.codecopy]);
  const code = (offset: number) => concatHex([copy(offset), body, tail]);
  return concatHex([code(size(code(0))), data]);
}

export interface Door {
  readonly reference: Hex;
  readonly input: Hex;
  readonly gas: bigint;
  readonly isReverting?: boolean;
}

/** PREDICT through its opcode. */
export function opcodeDoor({ reference, input, gas, isReverting = false }: Door): Hex {
  const at = size(reference);
  const body = concatHex([pushAll(gas, 0, at, at, size(input), 0, 0), '0xfc']);
  return withData(concatHex([reference, input]), body, isReverting);
}

/** A call to an address with given calldata. */
export function callDoor(kind: CallKind, to: Hex, data: Hex, gas?: bigint, isReverting = false): Hex {
  const value = kind === 'call' || kind === 'callcode' ? [0] : [];
  const args = concatHex([
    pushAll(BigInt(to), ...value, 0, size(data), 0, 0),
    gas === undefined ? OP.gas : push(gas),
  ]);
  return withData(data, concatHex([args, OP[kind]]), isReverting);
}
