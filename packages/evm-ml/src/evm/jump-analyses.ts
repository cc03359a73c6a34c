import type { EVM, ExecResult } from '@ethereumjs/evm';
import { Lru } from '../lru.ts';

type Interpreter = NonNullable<ExecResult['runState']>['interpreter'];
type Analysis = ReturnType<Interpreter['_getValidJumpDestinations']>;
/** Made anew by an EVM whenever its rules change. */
type OpcodeMap = EVM['_opcodeMap'];

/** Bytes of code whose analyses are kept for one EVM; each takes about 15 times as much memory. */
const maxCodeBytes = 2 ** 19;

/** Analyses by the array of their code, for each EVM that wants them kept. */
const kept = new WeakMap<OpcodeMap, Lru<Uint8Array, Analysis>>();
const patched = new WeakSet<object>();

/** From now on analyses are kept for the EVM with these opcodes. */
export function keepJumpAnalyses(opcodes: OpcodeMap): void {
  kept.set(opcodes, new Lru<Uint8Array, Analysis>(maxCodeBytes, maxCodeBytes, ({ length }) => length + 1));
}

/**
 * Lets interpreters look whether code was analysed, which the library does anew in every call: one of 100 gas may lead
 * to 24,576 bytes. It has no seam there, so the method is replaced on the prototype of the interpreter at hand. Codes
 * are told apart by their arrays, which nobody changes: equal bytes in another array are analysed again.
 */
export function useJumpAnalyses(interpreter: Interpreter): void {
  const prototype: Interpreter = Object.getPrototypeOf(interpreter);
  if (patched.has(prototype)) return;
  patched.add(prototype);
  const analyse = prototype._getValidJumpDestinations;
  prototype._getValidJumpDestinations = function (code) {
    const analyses = kept.get(this._evm['_opcodeMap']);
    const known = analyses?.get(code);
    if (known) return known;
    const analysis = analyse.call(this, code);
    analyses?.set(code, analysis);
    return analysis;
  };
}
