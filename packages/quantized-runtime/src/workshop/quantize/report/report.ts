import type { Profile } from '../../../graph/graph.ts';
import type { Range } from '../math/range.ts';

/** One value of the float network and the value that stands for it. */
export interface ValueReport {
  /** The Keras layer and the operator that write it, or the name of the input. */
  readonly layer: string;
  readonly op: string;
  readonly shape: readonly number[];
  /** What the samples showed. */
  readonly seen: Range;
  /** What the integers can hold; null in `f32`. */
  readonly held: Range | null;
  /** Share of the numbers that errors were measured on that lie beyond what is held, and are cut off. */
  readonly cutOff: number;
  /** Of each integer; 32 in `f32`. */
  readonly bits: 8 | 16 | 32;
  readonly scale: number;
  readonly zero: number;
  /** Largest and root-mean-square difference from the float network. */
  readonly maxError: number;
  readonly rmsError: number;
  /** Signal-to-noise ratio in decibels; null where nothing differs or nothing flows. */
  readonly snr: number | null;
}

/** One output of the network over the examples that errors were measured on. */
export interface OutputReport {
  readonly name: string;
  readonly maxError: number;
  readonly rmsError: number;
  /** Signal-to-noise ratio in decibels; null where nothing differs or nothing flows. */
  readonly snr: number | null;
  /** Share of examples whose largest element, or whose text, stayed the same; null for outputs of one element. */
  readonly agreement: number | null;
  /** Whether it is a text; its errors are those of bytes, and say little. */
  readonly isText?: true;
}

export type MeasuredOn = 'held back' | 'samples' | 'made up';

/** What quantizing did to a network, measured with the runtime's own kernels. */
export interface QuantizeReport {
  readonly profile: Profile;
  /** Examples that ranges come from, and examples that errors were measured on. */
  readonly examples: number;
  readonly measured: number;
  /** Which those were: samples held back, the very samples that ranges come from (too few to hold any back), or made up. */
  readonly measuredOn: MeasuredOn;
  /** What deserves a look, and what to do about it; one sentence each. */
  readonly notices: readonly string[];
  /** What was assumed where the user gave nothing; one sentence each. */
  readonly assumptions: readonly string[];
  readonly parameters: number;
  readonly parameterBytes: number;
  readonly values: readonly ValueReport[];
  readonly outputs: readonly OutputReport[];
}

/** What errors were measured on, as a phrase: `32 samples held back`. */
export function measuredOn({
  measured,
  measuredOn: on,
}: Pick<QuantizeReport, 'measured' | 'measuredOn'>): string {
  switch (on) {
    case 'held back':
      return `${measured} samples held back`;
    case 'samples':
      return `the ${measured} samples themselves: too few to hold any back`;
    case 'made up':
      return `${measured} examples made up`;
  }
}

/** The profile, and how many values of an `a8` graph are int16: `a8, 3 of 20 values in int16`. */
export function profileOf({ profile, values }: Pick<QuantizeReport, 'profile' | 'values'>): string {
  const wide = values.filter(({ bits }) => bits === 16).length;
  return profile === 'a8' && wide > 0 ? `a8, ${wide} of ${values.length} values in int16` : profile;
}
