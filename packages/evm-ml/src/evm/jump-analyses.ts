import type { EVM, ExecResult } from '@ethereumjs/evm';
import { Lru } from '../lru.ts';

type Interpreter = NonNullable<ExecResult['runState']>['interpreter'];
type Analysis = ReturnType<Interpreter['_getValidJumpDestinations']>;
/** Made anew by an EVM whenever its rules change. */
type OpcodeMap = EVM['_opcodeMap'];

/** Bytes behind codes whose analyses are kept for one EVM; a byte of code takes about 15 of memory. */
const maxBytes = 2 ** 19;
/** What an entry counts at least. */
const leastBytes = 256;

/** Analyses by the array of their code, for each EVM that wants them kept. */
const kept = new WeakMap<OpcodeMap, Lru<Uint8Array, Analysis>>();
const patched = new WeakSet<object>();

/** From now on analyses are kept for the EVM with these opcodes. */
export function keepJumpAnalyses(opcodes: OpcodeMap): void {
  // An array holds all of its buffer in memory.
  const weigh = ({ buffer }: Uint8Array) => buffer.byteLength + leastBytes;
  kept.set(opcodes, new Lru<Uint8Array, Analysis>(maxBytes, maxBytes / leastBytes, weigh));
}

/**
 * Lets interpreters look whether code was analysed, which the library does anew in every call: one of 100 gas may lead
 * to 24,576 bytes. It has no seam there, so the method is replaced on the prototype of the interpreter at hand. Codes
 * are told apart by their arrays, which nobody changes: equal bytes in another array are analysed again. Creation code
 * runs once, and is often a part of a contract's memory: it is not kept.
 */
export function useJumpAnalyses(interpreter: Interpreter): void {
  const prototype: Interpreter = Object.getPrototypeOf(interpreter);
  if (patched.has(prototype)) return;
  patched.add(prototype);
  const analyse = prototype._getValidJumpDestinations;
  prototype._getValidJumpDestinations = function (code) {
    const analyses = this._env.isCreate ? undefined : kept.get(this._evm['_opcodeMap']);
    const known = analyses?.get(code);
    if (known) return known;
    const analysis = analyse.call(this, code);
    analyses?.set(code, analysis);
    return analysis;
  };
}
