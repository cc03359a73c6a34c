import { readFileSync } from 'node:fs';
import {
  type Abi,
  bytesToHex,
  decodeErrorResult,
  decodeFunctionResult,
  encodeFunctionData,
  hexToBytes,
  parseAbi,
} from 'viem';
import { analyzeFloats } from '../../../src/floats/index.ts';

const lines: string[] = [];
for (const width of [32, 64]) {
  const float = `uint${width}`;
  for (const name of ['add', 'sub', 'mul', 'div']) {
    lines.push(`function ${name}${width}(${float},${float},uint8) returns (${float},uint8)`);
  }
  lines.push(
    `function rem${width}(${float},${float}) returns (${float},uint8)`,
    `function sqrt${width}(${float},uint8) returns (${float},uint8)`,
    `function fma${width}(${float},${float},${float},uint8) returns (${float},uint8)`,
    `function compare${width}(${float},${float},bool) returns (int8,uint8)`,
    `function fromInt${width}(int256,uint8) returns (${float},uint8)`,
    `function toInt${width}(${float},uint8) returns (int256,uint8)`,
    `function fromFixed${width}(int256,uint8) returns (${float},uint8)`,
    `function toFixed${width}(${float},uint8) returns (int256,uint8)`,
    `function fromString${width}(string,uint8) returns (${float},uint8)`,
    `function toString${width}(${float}) returns (string)`,
    `function toDecimal${width}(${float},uint256,uint8) returns (string,uint8)`,
  );
}
lines.push(
  'function widen(uint32) returns (uint64,uint8)',
  'function narrow(uint64,uint8) returns (uint32,uint8)',
);
for (const name of ['exp', 'ln', 'tanh', 'sigmoid']) {
  lines.push(`function ${name}32(uint32,uint8) returns (uint32,uint8)`);
}
lines.push(
  'error InvalidCalldata()',
  'error InvalidDecimal()',
  'error InvalidDigits(uint256)',
  'error InvalidRounding(uint256)',
  'error UnknownSelector(bytes4)',
);

/** The interface as spec/floats.md lists it; contracts/floats/IFloats.sol is compared with it. */
export const floatsAbi: Abi = parseAbi(lines);

export function calldata(name: string, ...args: readonly unknown[]): Uint8Array {
  return hexToBytes(encodeFunctionData({ abi: floatsAbi, functionName: name, args }));
}

/** Calls through the ABI; numbers as viem decodes them. Throws if the call reverts. */
export function ask(name: string, ...args: readonly unknown[]): unknown {
  const { reverted, data } = analyzeFloats(calldata(name, ...args)).execute();
  if (reverted) throw new Error(errorOf(data));
  return decodeFunctionResult({ abi: floatsAbi, functionName: name, data: bytesToHex(data) });
}

/** Bits and flags of a call that returns both. */
export function bits(name: string, ...args: readonly unknown[]): readonly [bigint, number] {
  const answer = ask(name, ...args);
  if (!Array.isArray(answer)) throw new Error(`${name} returns no flags`);
  return [BigInt(answer[0]), Number(answer[1])];
}

/** `Name(argument)` of revert data. */
export function errorOf(data: Uint8Array): string {
  const { errorName, args = [] } = decodeErrorResult({ abi: floatsAbi, data: bytesToHex(data) });
  return `${errorName}(${args.join(',')})`;
}

const view = new DataView(new ArrayBuffer(8));

/** Bits of a host number as binary64 and, rounded to nearest, as binary32; NaN as the canonical one. */
export function bits64(x: number): bigint {
  if (Number.isNaN(x)) return 0x7ff8000000000000n;
  view.setFloat64(0, x);
  return view.getBigUint64(0);
}
export function bits32(x: number): number {
  if (Number.isNaN(x)) return 0x7fc00000;
  view.setFloat32(0, x);
  return view.getUint32(0);
}
export function number64(value: bigint): number {
  view.setBigUint64(0, value);
  return view.getFloat64(0);
}
export function number32(value: number): number {
  view.setUint32(0, value);
  return view.getFloat32(0);
}

/** Lines of a file in vectors/floats. */
export function vectorLines(name: string): string[] {
  const text = readFileSync(new URL(`../../../../../vectors/floats/${name}`, import.meta.url), 'utf8');
  return text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
}
