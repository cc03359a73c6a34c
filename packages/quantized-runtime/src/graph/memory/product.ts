import type { Shapes } from '../count.ts';
import { lanes } from '../effort/effort.ts';
import { elementCount } from '../element-types.ts';
import type { Packed } from './needs.ts';

/** How a matrix product reads its kernel: rows of `segments` runs of `length` weights, to `channels` columns. */
export interface ProductForm {
  readonly segments: number;
  readonly length: number;
  /** Columns of one group, and how many groups there are. */
  readonly channels: number;
  readonly groups?: number;
  /** The first column. */
  readonly first?: number;
}

/** The kernel of a product in panels of eight columns: pairs of int16, or binary32. */
export function packedProduct(
  tensor: string,
  form: ProductForm,
  { profile }: Pick<Shapes, 'profile'>,
): Packed {
  const { segments, length, channels, groups = 1, first = 0 } = form;
  const row = profile === 'f32' ? length * 4 : lanes(length, 2) * 2;
  return {
    form: `${tensor}: ${groups} x ${segments} x ${length} to ${channels} from ${first}`,
    bytes: groups * segments * row * lanes(channels),
  };
}

/** The kernel of a depthwise layer: eight channels side by side, taps in pairs. */
export function packedChannelwise(
  tensor: string,
  taps: number,
  channels: number,
  { profile }: Pick<Shapes, 'profile'>,
): Packed {
  const bytes = profile === 'f32' ? lanes(channels, 4) * taps * 4 : lanes(channels) * lanes(taps, 2) * 2;
  return { form: `${tensor}: by channel`, bytes };
}

/** Bytes of a kernel as the artefact has it. */
export const kernelBytes = (shape: readonly number[], { profile }: Shapes): number =>
  elementCount(shape) * (profile === 'f32' ? 4 : 1);
