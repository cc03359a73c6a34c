import { accumulate } from './gemm';
import { interpolate } from './unary';

export const RNN: u32 = 0;
export const LSTM: u32 = 1;
export const GRU_RESET_AFTER: u32 = 2;
export const GRU: u32 = 3;

/** A recurrent layer (spec/operators.md, Recurrent). Written by src/kernels/wasm/recurrent.ts in this order. */
@unmanaged
export class RecurrentJob {
  cell: u32;
  units: u32;
  steps: u32;
  /** Bytes between the steps of x, which is int16. */
  xStep: u32;
  backwards: u32;
  zeroOutputForMask: u32;
  /** Products: x by kernel; h by recurrent; (GRU) r * h by the candidate's columns of recurrent. */
  inputJob: u32;
  stateJob: u32;
  candidateJob: u32;
  /** int32 sums over x and over h, in whole panels; (GRU) the candidate's sums over r * h. */
  a: u32;
  b: u32;
  candidate: u32;
  /** int16: states, update and reset gates, r * h. */
  h: u32;
  c: u32;
  z: u32;
  r: u32;
  scaled: u32;
  /** int32 for each column; for each unit. */
  multInput: u32;
  multState: u32;
  shiftGate: u32;
  multReset: u32;
  shiftReset: u32;
  activationTable: u32;
  recurrentTable: u32;
  cellTable: u32;
  multCell0: i32;
  multCell1: i32;
  shiftCell: i32;
  multHidden0: i32;
  multHidden1: i32;
  shiftHidden: i32;
  /** Outputs: bytes of a number; for sequence, last h, last c: multiplier, shift, zero and clamp. */
  size: u32;
  outputs: u32;
}

/** Every rounding is of an integer below 2^53, so int64 holds it and the arithmetic shift is the floor. */
@inline
function round(sum: i64, shift: i32): i64 {
  return (sum + (<i64>1 << (<i64>shift - 1))) >> <i64>shift;
}

@inline
function c16(v: i64): i32 {
  return <i32>max<i64>(-32767, min<i64>(32767, v));
}

@inline
function at(pointer: u32, index: u32): i32 {
  return load<i32>(<usize>pointer + (<usize>index << 2));
}

@inline
function half(pointer: u32, index: u32): i32 {
  return <i32>load<i16>(<usize>pointer + (<usize>index << 1));
}

@inline
function setHalf(pointer: u32, index: u32, value: i32): void {
  store<i16>(<usize>pointer + (<usize>index << 1), <i16>value);
}

@inline
function pre(job: RecurrentJob, a: i32, b: i32, j: u32): i32 {
  const sum = <i64>a * <i64>at(job.multInput, j) + <i64>b * <i64>at(job.multState, j);
  return c16(round(sum, at(job.shiftGate, j)));
}

@inline
function gate(job: RecurrentJob, j: u32): i32 {
  return interpolate(<usize>job.recurrentTable, pre(job, at(job.a, j), at(job.b, j), j));
}

@inline
function activate(job: RecurrentJob, x: i32): i32 {
  return interpolate(<usize>job.activationTable, x);
}

function stepRnn(job: RecurrentJob): void {
  for (let u: u32 = 0; u < job.units; u++) {
    setHalf(job.h, u, activate(job, pre(job, at(job.a, u), at(job.b, u), u)));
  }
}

function stepLstm(job: RecurrentJob): void {
  const units = job.units;
  for (let u: u32 = 0; u < units; u++) {
    const i = gate(job, u);
    const f = gate(job, units + u);
    const j = 2 * units + u;
    const g = activate(job, pre(job, at(job.a, j), at(job.b, j), j));
    const o = gate(job, 3 * units + u);
    const kept = <i64>(f * half(job.c, u)) * <i64>job.multCell0;
    const c = c16(round(kept + <i64>(i * g) * <i64>job.multCell1, job.shiftCell));
    const t = interpolate(<usize>job.cellTable, c);
    setHalf(job.c, u, c);
    setHalf(job.h, u, c16(round(<i64>(o * t) * <i64>job.multHidden0, job.shiftHidden)));
  }
}

function stepGru(job: RecurrentJob): void {
  const units = job.units;
  for (let u: u32 = 0; u < units; u++) {
    setHalf(job.z, u, gate(job, u));
    const r = gate(job, units + u);
    setHalf(job.r, u, r);
    setHalf(job.scaled, u, c16(round(<i64>(r * half(job.h, u)), 15)));
  }
  if (job.cell == GRU) accumulate(<usize>job.candidateJob, <usize>job.scaled, <usize>job.candidate);
  for (let u: u32 = 0; u < units; u++) {
    const j = 2 * units + u;
    let state = at(job.candidate, u);
    if (job.cell == GRU_RESET_AFTER) {
      const q = c16(round(<i64>at(job.b, j) * <i64>at(job.multReset, u), at(job.shiftReset, u)));
      state = half(job.r, u) * q;
    }
    const g = activate(job, pre(job, at(job.a, j), state, j));
    const z = half(job.z, u);
    const kept = <i64>(z * half(job.h, u)) * <i64>job.multHidden0;
    setHalf(job.h, u, c16(round(kept + <i64>((32768 - z) * g) * <i64>job.multHidden1, job.shiftHidden)));
  }
}

/** Writes one state as output `which`: y = out(rq(v)). */
@inline
function show(job: RecurrentJob, which: u32, y: usize, v: i32): void {
  const o = job.outputs + which * 20;
  const rounded = round(<i64>v * <i64>at(o, 0), at(o, 1)) + <i64>at(o, 2);
  const clamped = <i32>max<i64>(<i64>at(o, 3), min<i64>(<i64>at(o, 4), rounded));
  if (job.size == 2) store<i16>(y, <i16>clamped);
  else store<i8>(y, <i8>clamped);
}

/** One example: x (T, I) int16, `mask` (T) u8 or 0 for none, to the sequence (T, H) and the last states. */
export function recurrent(address: usize, x: usize, mask: usize, sequence: usize, lastH: usize, lastC: usize): void {
  const job = changetype<RecurrentJob>(address);
  const units = job.units;
  const size = <usize>job.size;
  memory.fill(<usize>job.h, 0, <usize>units << 1);
  memory.fill(<usize>job.c, 0, <usize>units << 1);
  for (let step: u32 = 0; step < job.steps; step++) {
    const t = <usize>(job.backwards ? job.steps - 1 - step : step);
    const masked = mask != 0 && load<u8>(mask + t) == 0;
    if (!masked) {
      accumulate(<usize>job.inputJob, x + t * <usize>job.xStep, <usize>job.a);
      accumulate(<usize>job.stateJob, <usize>job.h, <usize>job.b);
      if (job.cell == RNN) stepRnn(job);
      else if (job.cell == LSTM) stepLstm(job);
      else stepGru(job);
    }
    const zero = masked && job.zeroOutputForMask != 0;
    for (let u: u32 = 0; u < units; u++) {
      show(job, 0, sequence, zero ? 0 : half(job.h, u));
      sequence += size;
    }
  }
  for (let u: u32 = 0; u < units; u++) {
    show(job, 1, lastH + <usize>u * size, half(job.h, u));
    if (job.cell == LSTM) show(job, 2, lastC + <usize>u * size, half(job.c, u));
  }
}
