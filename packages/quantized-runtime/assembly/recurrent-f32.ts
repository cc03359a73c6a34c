import { apply } from './functions';
import { gemmF32 } from './gemm-f32';
import { canonical } from './nan';
import { storePart } from './store';
import { GRU_RESET_AFTER, LSTM, RNN } from './recurrent';

/** A recurrent layer in binary32. Written by src/kernels/wasm/recurrent-f32.ts in this order. */
@unmanaged
export class RecurrentFloatJob {
  /** alpha and beta of the activation, of the recurrent activation. */
  alpha: f64;
  beta: f64;
  recurrentAlpha: f64;
  recurrentBeta: f64;
  activation: u32;
  recurrentActivation: u32;
  cell: u32;
  units: u32;
  steps: u32;
  backwards: u32;
  zeroOutputForMask: u32;
  /** Products: x by kernel; h by recurrent; (GRU) r * h by the candidate's columns of recurrent. */
  inputJob: u32;
  stateJob: u32;
  candidateJob: u32;
  /** binary32, with room for whole vectors: sums over x (BLOCK, columns), over h, over r * h. */
  a: u32;
  b: u32;
  candidate: u32;
  /** States and r * h. */
  h: u32;
  c: u32;
  scaled: u32;
  /** Columns of the kernel. */
  columns: u32;
  /** Bytes between the steps of x. */
  xStep: u32;
}

/** Steps whose sums over x are computed together (src/kernels/wasm/recurrent-f32.ts): four rows at a time are quicker. */
const BLOCK: u32 = 64;

@inline
function four(fn: u32, x: v128, alpha: f64, beta: f64): v128 {
  const p = f64x2.splat(alpha);
  const q = f64x2.splat(beta);
  const low = apply(fn, f64x2.promote_low_f32x4(x), p, q);
  const high = apply(fn, f64x2.promote_low_f32x4(i64x2.shuffle(x, x, 1, 1)), p, q);
  return i64x2.shuffle(f32x4.demote_f64x2_zero(low), f32x4.demote_f64x2_zero(high), 0, 2);
}

function activate(job: RecurrentFloatJob, x: v128): v128 {
  return four(job.activation, x, job.alpha, job.beta);
}

function gate(job: RecurrentFloatJob, x: v128): v128 {
  return four(job.recurrentActivation, x, job.recurrentAlpha, job.recurrentBeta);
}

/** Sums over x and over h of four columns. */
@inline
function pre(a: usize, b: usize, column: usize): v128 {
  return f32x4.add(v128.load(a + (column << 2)), v128.load(b + (column << 2)));
}

function stepRnn(job: RecurrentFloatJob, a: usize): void {
  const b = <usize>job.b;
  for (let u: usize = 0; u < <usize>job.units; u += 4) {
    v128.store(<usize>job.h + (u << 2), activate(job, pre(a, b, u)));
  }
}

function stepLstm(job: RecurrentFloatJob, a: usize): void {
  const b = <usize>job.b;
  const units = <usize>job.units;
  for (let u: usize = 0; u < units; u += 4) {
    const i = gate(job, pre(a, b, u));
    const f = gate(job, pre(a, b, units + u));
    const g = activate(job, pre(a, b, 2 * units + u));
    const o = gate(job, pre(a, b, 3 * units + u));
    const state = <usize>job.c + (u << 2);
    const c = f32x4.add(f32x4.mul(f, v128.load(state)), f32x4.mul(i, g));
    v128.store(state, c);
    v128.store(<usize>job.h + (u << 2), f32x4.mul(o, activate(job, c)));
  }
}

/** GRU, the reset gate before or after the product with h. */
function stepGru(job: RecurrentFloatJob, a: usize): void {
  const b = <usize>job.b;
  const units = <usize>job.units;
  const after = job.cell == GRU_RESET_AFTER;
  if (!after) {
    for (let u: usize = 0; u < units; u += 4) {
      const r = gate(job, pre(a, b, units + u));
      v128.store(<usize>job.scaled + (u << 2), f32x4.mul(r, v128.load(<usize>job.h + (u << 2))));
    }
    gemmF32(<usize>job.candidateJob, <usize>job.scaled, <usize>job.candidate, 1);
  }
  for (let u: usize = 0; u < units; u += 4) {
    const z = gate(job, pre(a, b, u));
    const own = v128.load(a + ((2 * units + u) << 2));
    let sum: v128;
    if (after) {
      const r = gate(job, pre(a, b, units + u));
      sum = f32x4.add(own, f32x4.mul(r, v128.load(b + ((2 * units + u) << 2))));
    } else sum = f32x4.add(own, v128.load(<usize>job.candidate + (u << 2)));
    const g = activate(job, sum);
    const state = <usize>job.h + (u << 2);
    const kept = f32x4.mul(z, v128.load(state));
    v128.store(state, f32x4.add(kept, f32x4.mul(f32x4.sub(f32x4.splat(1), z), g)));
  }
}

/** One step from the sums over x at `a`. */
function advance(job: RecurrentFloatJob, a: usize): void {
  gemmF32(<usize>job.stateJob, <usize>job.h, <usize>job.b, 1);
  if (job.cell == RNN) stepRnn(job, a);
  else if (job.cell == LSTM) stepLstm(job, a);
  else stepGru(job, a);
}

/** A state as an output, every NaN as the one that rule O7 names. */
function show(state: usize, y: usize, bytes: usize): void {
  for (let at: usize = 0; at < bytes; at += 16) {
    const v = canonical(v128.load(state + at));
    if (bytes - at >= 16) v128.store(y + at, v);
    else storePart(y + at, v, <u32>(bytes - at));
  }
}

/** One example: x (T, I), `mask` (T) u8 or 0 for none, to the sequence (T, H) and the last states. */
export function recurrentF32(address: usize, x: usize, mask: usize, sequence: usize, lastH: usize, lastC: usize): void {
  const job = changetype<RecurrentFloatJob>(address);
  const bytes = <usize>job.units << 2;
  memory.fill(<usize>job.h, 0, bytes);
  memory.fill(<usize>job.c, 0, bytes);
  for (let begin: u32 = 0; begin < job.steps; begin += BLOCK) {
    const count = min(BLOCK, job.steps - begin);
    const first = job.backwards ? job.steps - begin - count : begin;
    gemmF32(<usize>job.inputJob, x + <usize>(first * job.xStep), <usize>job.a, count);
    for (let i: u32 = 0; i < count; i++) {
      const row = job.backwards ? count - 1 - i : i;
      const masked = mask != 0 && load<u8>(mask + <usize>(first + row)) == 0;
      if (!masked) advance(job, <usize>job.a + (<usize>(row * job.columns) << 2));
      if (masked && job.zeroOutputForMask) memory.fill(sequence, 0, bytes);
      else show(<usize>job.h, sequence, bytes);
      sequence += bytes;
    }
  }
  show(<usize>job.h, lastH, bytes);
  if (job.cell == LSTM) show(<usize>job.c, lastC, bytes);
}
