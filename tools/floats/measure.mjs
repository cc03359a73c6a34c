#!/usr/bin/env node
// Prices against time: `node tools/floats/measure.mjs < LINES`, lines as softfloat/ and reference.py print them.
// For each entry point: gas, and ns per gas of the median and of the slowest of its calls (best of several runs).
import { createInterface } from 'node:readline';
import { analyzeFloats } from '../../packages/evm-ml/dist/floats/index.js';
import { calldataOf } from './check-line.mjs';

const ROUNDS = 7;
const REPEATS = 20;

function measure(calldata) {
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < ROUNDS; round += 1) {
    const start = process.hrtime.bigint();
    for (let repeat = 0; repeat < REPEATS; repeat += 1) analyzeFloats(calldata).execute();
    best = Math.min(best, Number(process.hrtime.bigint() - start) / REPEATS);
  }
  return best;
}

const calls = new Map();
for await (const line of createInterface({ input: process.stdin })) {
  const name = line.slice(0, line.indexOf(' '));
  calls.set(name, [...(calls.get(name) ?? []), { line, calldata: calldataOf(line) }]);
}
for (const entries of calls.values()) for (const { calldata } of entries) measure(calldata);

console.log('entry          gas        median ns  ns/gas   slowest ns  ns/gas   slowest call');
for (const [name, entries] of calls) {
  const rows = entries.map(({ line, calldata }) => {
    const gas = Number(analyzeFloats(calldata).gas);
    const ns = measure(calldata);
    return { line, gas, ns, rate: ns / gas };
  });
  rows.sort((a, b) => a.rate - b.rate);
  const median = rows[rows.length >> 1];
  const slowest = rows.at(-1);
  const columns = [
    name.padEnd(14),
    String(median.gas).padEnd(10),
    median.ns.toFixed(0).padStart(9),
    median.rate.toFixed(1).padStart(7),
    slowest.ns.toFixed(0).padStart(12),
    slowest.rate.toFixed(1).padStart(7),
  ];
  console.log(`${columns.join(' ')}   ${slowest.line.slice(0, 90)}`);
}
