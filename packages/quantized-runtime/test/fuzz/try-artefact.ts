import { ArtefactError, loadModel, type Model, referenceKernels, wasmKernels } from '../../src/index.ts';
import type { Random } from '../support/random.ts';
import { drawInput } from './draw-input.ts';

/** The code of a refusal, or the model. Whatever else is thrown is a defect, and flies on. */
export function tryLoad(bytes: Uint8Array): Model | string {
  try {
    return loadModel(bytes, { kernels: referenceKernels });
  } catch (error) {
    if (error instanceof ArtefactError) return error.code;
    throw error;
  }
}

/** Multiply-accumulates and elements beyond which a network is not run, only loaded. */
const WORK = 100_000;

/** A model that loads gives the same bytes on both backends. */
export function expectAlike(bytes: Uint8Array, reference: Model, random: Random): void {
  const work = reference.work.reduce((sum, { macs, elements, times }) => sum + (macs + elements) * times, 0);
  if (work > WORK) return;
  const input = drawInput(reference, random);
  const fast = loadModel(bytes, { kernels: wasmKernels }).run(input, 1);
  if (Buffer.compare(reference.run(input, 1), fast) !== 0) throw new Error('the backends disagree');
}

/** How many inputs were refused for which reason; `accepted` for none. */
export class Tally {
  readonly counts = new Map<string, number>();

  add(outcome: string): void {
    this.counts.set(outcome, (this.counts.get(outcome) ?? 0) + 1);
  }

  toJSON(): Readonly<Record<string, number>> {
    return Object.fromEntries([...this.counts].sort());
  }
}
