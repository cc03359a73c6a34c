import { BATCH, type EngineResult, type NetworkResult } from './bench-network.ts';
import type { OperatorTime } from './evm-ml.ts';

const time = (microseconds: number) =>
  microseconds < 1000 ? `${microseconds.toFixed(1)} us` : `${(microseconds / 1000).toFixed(2)} ms`;

/** A table in the way of a terminal: the first column to the left, the rest to the right. */
function table(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows
    .map((row) =>
      row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!))).join('  '),
    )
    .join('\n');
}

const operatorRow = ({ operator, nodes, best, gigaMacsPerSecond }: OperatorTime) => [
  operator,
  `${nodes}`,
  time(best),
  gigaMacsPerSecond > 0 ? gigaMacsPerSecond.toFixed(1) : '',
];

const ENGINE_HEADER = [
  'engine',
  'arithmetic',
  'best',
  'median',
  'ratio',
  'processor',
  'ratio',
  'GMAC/s',
  'largest difference',
];

const engineRow = (line: EngineResult) => [
  line.engine,
  line.arithmetic,
  time(line.best),
  time(line.median),
  line.ratio.toFixed(2),
  time(line.processor),
  line.processorRatio.toFixed(2),
  line.gigaMacsPerSecond.toFixed(1),
  line.largestDifference.toExponential(1),
];

/** One network's tables. `peak`: GMAC/s that this machine gives to the int16 x int8 product. */
export function reportNetwork(
  { network, macs, engines, batched, operators }: NetworkResult,
  peak: number,
): string {
  const ours = engines[0]!;
  const several =
    batched.length === 0
      ? ''
      : `${BATCH} examples a call, times of one:\n${table([ENGINE_HEADER, ...batched.map(engineRow)])}\n`;
  const share = ((100 * ours.gigaMacsPerSecond) / peak).toFixed(0);
  return `${network} (${(macs / 1e6).toFixed(2)} million multiply-accumulates, batch 1)
${table([ENGINE_HEADER, ...engines.map(engineRow)])}
${ours.engine} reaches ${share}% of the ${peak.toFixed(1)} GMAC/s that its product alone reaches here.
${several}Where its time goes, each node timed alone:
${table([['operator', 'nodes', 'best', 'GMAC/s'], ...operators.map(operatorRow)])}
`;
}
