import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { nodeConfigSchema } from '../../src/config/node-config.ts';
import { listSettings } from '../../src/config/settings.ts';

const root = new URL('../../../../', import.meta.url);
const read = (path: string) => readFileSync(new URL(path, root), 'utf8');
const dockerfile = read('deploy/Dockerfile');
const compose = read('deploy/compose.yaml');
const unit = read('deploy/evm-ml.service');
const manifest: { bin: Readonly<Record<string, string>> } = JSON.parse(read('packages/node/package.json'));

const all = (text: string, pattern: RegExp) => [...text.matchAll(pattern)].map(([, found = '']) => found);

describe('deploy/', () => {
  it('mounts files that are there', () => {
    const sources = all(compose, /(?:- |")\.\/([^:\s"]+):/g);
    expect(sources.length).toBeGreaterThan(3);
    for (const source of sources) expect(existsSync(new URL(`deploy/${source}`, root)), source).toBe(true);
    const [context = '', file = ''] = [
      all(compose, /context: (\S+)/g)[0],
      all(compose, /dockerfile: (\S+)/g)[0],
    ];
    expect(existsSync(new URL(`deploy/${context}/${file}`, root))).toBe(true);
  });

  it('copies nothing that .dockerignore keeps out, and builds what it needs', () => {
    const ignored = read('.dockerignore').trim().split('\n');
    for (const path of ['scripts', 'packages', 'pnpm-lock.yaml', 'examples', 'package.json']) {
      expect(ignored).not.toContain(path);
    }
    for (const script of all(dockerfile, /RUN node (\S+)/g)) {
      expect(existsSync(new URL(script, root)), script).toBe(true);
    }
  });

  it('starts the command of the package', () => {
    const main = manifest.bin['evm-ml']!.replace('./', '');
    expect(dockerfile).toContain(`ENTRYPOINT ["node", "/opt/evm-ml/${main}"]`);
    expect(unit).toMatch(new RegExp(`^ExecStart=/usr/bin/node /opt/evm-ml/${main} node`, 'm'));
    expect(existsSync(fileURLToPath(new URL('packages/node/src/cli/main.ts', root)))).toBe(true);
  });

  it('sets only what can be set', () => {
    const known = listSettings().map(({ environment }) => environment);
    const used = [...all(dockerfile, /\b(EVM_ML_\w+)=/g), ...all(compose, /\b(EVM_ML_\w+):/g)];
    expect(used.length).toBeGreaterThan(0);
    for (const name of used) expect(known).toContain(name);
  });

  it('agrees on the port', () => {
    const { port } = nodeConfigSchema.parse({});
    expect(dockerfile).toContain(`EXPOSE ${port}`);
    expect(dockerfile).toContain(`http://127.0.0.1:${port}/health`);
    expect(compose).toContain(`127.0.0.1:${port}:${port}`);
    expect(read('deploy/prometheus.yml')).toContain(`node:${port}`);
    const [hosts = ''] = all(compose, /EVM_ML_HOSTS: "(.*)"/g);
    expect(hosts.split(','), 'Prometheus and people may ask').toEqual(
      expect.arrayContaining(['node', 'localhost', '127.0.0.1']),
    );
  });

  it('runs the Node that the project asks for', () => {
    const [major] = all(dockerfile, /FROM node:(\d+)/g);
    expect(Number(major)).toBeGreaterThanOrEqual(20);
  });
});
