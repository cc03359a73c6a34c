import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { GAS, OPERATOR_PRICES } from '@evm-ml/evm';
import type { Table } from './fit.ts';

const ROOT = new URL('../../../', import.meta.url);
const PRICES = new URL('packages/evm-ml/src/gas/operator-prices.ts', ROOT);
const DIGESTS = new URL('spec/digests.json', ROOT);

const grouped = (value: number) => value.toLocaleString('en-US').replaceAll(',', '_');

/** Replaces the table of prices in the source, and its digest in the specification. */
export function writeTable(table: Table): void {
  const source = readFileSync(PRICES, 'utf8');
  const head = source.slice(0, source.indexOf('= {\n') + 4);
  const operators: Record<string, Record<string, readonly number[]>> = {};
  const lines: string[] = [];
  for (const profile of ['a16', 'a8', 'f32'] as const) {
    lines.push(`  ${profile}: {`);
    operators[profile] = {};
    for (const [kind, present] of Object.entries(OPERATOR_PRICES[profile])) {
      const price = Object.entries(table[profile]).find(([name]) => name === kind)?.[1] ?? present;
      operators[profile][kind] = price;
      const key = kind.includes('.') ? `'${kind}'` : kind;
      lines.push(`    ${key}: [${price.map(grouped).join(', ')}],`);
    }
    lines.push('  },');
  }
  writeFileSync(PRICES, `${head}${lines.join('\n')}\n};\n`);
  const digest = createHash('sha256')
    .update(JSON.stringify({ ...GAS, operators }))
    .digest('hex');
  const digests = readFileSync(DIGESTS, 'utf8').replace(/("gasTable": )"[0-9a-f]*"/, `$1"${digest}"`);
  writeFileSync(DIGESTS, digests);
}
