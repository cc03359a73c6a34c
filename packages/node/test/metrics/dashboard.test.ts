import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { type RunningNode, startNode } from '../../src/index.ts';
import { permissionedGenesis } from '../permissions/permissioned.ts';

const dashboard = z
  .object({
    panels: z.array(
      z.object({ title: z.string(), targets: z.array(z.object({ expr: z.string() })).default([]) }),
    ),
  })
  .parse(
    JSON.parse(readFileSync(new URL('../../../../deploy/grafana/evm-ml.json', import.meta.url), 'utf8')),
  );
const queries = dashboard.panels.flatMap(({ title, targets }) =>
  targets.map(({ expr }) => ({ title, expr })),
);

const alerts = [
  ...readFileSync(new URL('../../../../deploy/alerts.yml', import.meta.url), 'utf8').matchAll(
    /^ {8}expr: (.+)$/gm,
  ),
].map(([, expr = '']) => expr);

const dataDir = mkdtempSync(join(tmpdir(), 'evm-ml-dashboard-'));
let node: RunningNode;
let served: Set<string>;
beforeAll(async () => {
  // A validator's node: that of one who decides alone serves a part of it.
  const [abciSocket, rpcSocket] = [join(dataDir, 'abci.sock'), join(dataDir, 'engine.sock')];
  node = await startNode({
    port: 0,
    metrics: true,
    dataDir,
    genesis: permissionedGenesis(),
    cometbft: { abciSocket, rpcSocket },
  });
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

test.each(alerts.filter((expr) => !expr.startsWith('up')))(
  'a node serves what an alert asks for: %s',
  (expr) => {
    const names = expr.match(/\bevm_ml_\w+/g) ?? [];
    expect(names.length).toBeGreaterThan(0);
    for (const name of names) expect(served).toContain(name);
  },
);
