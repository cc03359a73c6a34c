import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { type RunningNode, startNode } from '../../src/index.ts';

const dashboard = z
  .object({
    panels: z.array(z.object({ title: z.string(), targets: z.array(z.object({ expr: z.string() })) })),
  })
  .parse(
    JSON.parse(readFileSync(new URL('../../../../deploy/grafana/evm-ml.json', import.meta.url), 'utf8')),
  );
const queries = dashboard.panels.flatMap(({ title, targets }) =>
  targets.map(({ expr }) => ({ title, expr })),
);

const dataDir = mkdtempSync(join(tmpdir(), 'evm-ml-dashboard-'));
let node: RunningNode;
let served: Set<string>;
beforeAll(async () => {
  node = await startNode({ port: 0, metrics: true, dataDir });
  const text = await (await fetch(`${node.url}/metrics`)).text();
  // Metrics with labels show no sample before their first event; their TYPE line is always there.
  const types = [...text.matchAll(/^# TYPE (\S+) (\S+)$/gm)];
  served = new Set(
    types.flatMap(([, name = '', type]) =>
      type === 'histogram' ? [`${name}_bucket`, `${name}_count`, `${name}_sum`] : [name],
    ),
  );
});
afterAll(async () => {
  await node.close();
  rmSync(dataDir, { recursive: true });
});

test('the dashboard has panels', () => expect(queries.length).toBeGreaterThan(10));

test.each(queries)('a node serves what the panel "$title" asks for: $expr', ({ expr }) => {
  const names = expr.match(/\bevm_ml_\w+/g) ?? [];
  expect(names.length).toBeGreaterThan(0);
  for (const name of names) expect(served).toContain(name);
});
