import { ELEMENT_BYTES } from '../../graph/element-types.ts';
import type { Layout, Operand } from '../kernel.ts';

/** The fields of assembly/job.ts that differ from kernel to kernel, by its names; byte addresses and counts. */
export interface JobFields {
  readonly weights?: number;
  readonly bias?: number;
  readonly factors: number;
  /** How factors are given; see assembly/requantize.ts. */
  readonly shift: number;
  readonly offsets?: number;
  readonly segments?: number;
  readonly pairs?: number;
  readonly width?: number;
  readonly xColumn?: number;
  readonly xRow?: number;
  readonly channels?: number;
  readonly xBlock?: number;
}

const FIELDS = 16;
/** Fields and three vectors. */
export const JOB_BYTES = FIELDS * 4 + 48;

export const reserveJob = (layout: Layout): number => layout.reserve(JOB_BYTES);

/** Jobs one after another. */
export const reserveJobs = (layout: Layout, count: number): number => layout.reserve(count * JOB_BYTES);

/** Bytes of an activation. */
export const sizeOf = ({ value }: Operand): number => ELEMENT_BYTES[value.type];

/** Bytes of a number as multiply-accumulate kernels read it: integers are brought to int16. */
export const operandBytes = ({ value }: Operand): 2 | 4 => (value.type === 'f32' ? 4 : 2);

/** Writes the job of a node with output `y`, whose type, zero, range and last axis fill the remaining fields. */
export function writeJob(buffer: ArrayBuffer, job: number, y: Operand, fields: JobFields): void {
  const size = sizeOf(y);
  const { zero, shape } = y.value;
  new Int32Array(buffer, job, FIELDS).set([
    fields.weights ?? 0,
    fields.bias ?? 0,
    fields.factors,
    fields.shift,
    fields.offsets ?? 0,
    fields.segments ?? 0,
    fields.pairs ?? 0,
    fields.width ?? 0,
    fields.xColumn ?? 0,
    fields.xRow ?? 0,
    fields.channels ?? 0,
    size,
    (shape.at(-1) ?? 1) * size,
    fields.xBlock ?? 0,
  ]);
  const vectors = new Int16Array(buffer, job + FIELDS * 4, 24);
  vectors
    .fill(y.high - zero, 0, 8)
    .fill(y.low - zero, 8, 16)
    .fill(zero, 16);
}
