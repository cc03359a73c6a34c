import { createRequire } from 'node:module';
import os from 'node:os';

const require = createRequire(import.meta.url);

const PACKAGES = [
  '@evm-ml/quantized-runtime',
  '@tensorflow/tfjs-core',
  '@tensorflow/tfjs-backend-wasm',
  'onnxruntime-node',
  'onnxruntime-web',
] as const;

/** The version that package.json names; several packages do not export theirs. */
function versionOf(name: string): string {
  const manifest: { readonly dependencies: Readonly<Record<string, string>> } = require('../../package.json');
  const wanted = manifest.dependencies[name] ?? 'unknown';
  return wanted.startsWith('workspace:') ? 'this tree' : wanted;
}

/** What every file of results says about where it was made. */
export function describeRun() {
  const [cpu] = os.cpus();
  return {
    command: [
      'node',
      ...process.execArgv,
      ...process.argv.slice(1).map((arg) => arg.replace(process.cwd(), '.')),
    ].join(' '),
    date: new Date().toISOString(),
    machine: {
      cpu: cpu?.model.trim() ?? 'unknown',
      cores: os.cpus().length,
      memoryGiB: Math.round(os.totalmem() / 2 ** 30),
      os: `${os.type()} ${os.release()} ${os.arch()}`,
    },
    versions: {
      node: process.version,
      v8: process.versions.v8,
      ...Object.fromEntries(PACKAGES.map((name) => [name, versionOf(name)])),
    },
  };
}

export type RunDescription = ReturnType<typeof describeRun>;
