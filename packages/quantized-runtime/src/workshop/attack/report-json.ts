import type { AttackReport } from './report.ts';

/** What attacks found, for programs; the worst examples in full. */
export function attackJson(report: AttackReport): string {
  return `${JSON.stringify(report, null, 2)}\n`;
}
