import { extname } from 'node:path';
import type { QuantizeReport } from '@evm-ml/workshop';
import { UserError } from '../errors.ts';
import { loadWorkshop } from '../load-workshop.ts';
import { writeFileAtomic } from './atomic.ts';

type Render = (report: QuantizeReport) => Promise<string>;

const renders: Readonly<Record<string, Render>> = {
  '.txt': async (report) => (await loadWorkshop()).reportText(report),
  '.json': async (report) => (await loadWorkshop()).reportJson(report),
  '.svg': async (report) => (await loadWorkshop()).reportSvg(report),
};

function renderOf(path: string): Render {
  const render = renders[extname(path).toLowerCase()];
  if (!render) {
    throw new UserError(`${path}: the name must end in one of ${Object.keys(renders).join(', ')}.`);
  }
  return render;
}

/** Refuses paths whose format is not known, before any work is done for them. */
export function checkReportPaths(paths: readonly string[]): void {
  paths.forEach(renderOf);
}

/** Writes what quantizing did, as text, JSON or a picture; the extension tells which. */
export async function writeReport(path: string, report: QuantizeReport): Promise<void> {
  await writeFileAtomic(path, new TextEncoder().encode(await renderOf(path)(report)));
}
