import type { QuantizeReport } from './report.ts';

/** The report as JSON, for programs. */
export function reportJson(report: QuantizeReport): string {
  return `${JSON.stringify(report, null, 2)}\n`;
}
