#!/usr/bin/env node
// Packs @evm-ml/evm and @evm-ml/hardhat as they would be published, installs them in an empty folder with npm, and uses
// them there as users do: from Node, from TypeScript, in a Hardhat 3 project with the plugin, and in a Foundry project.
// Needs a build (npm run setup) and a package registry. Prints what it did, how large it was and how long it took.
import { spawn } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { node22 } from './node22.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'evm-ml-package-'));
const read = (path) => JSON.parse(readFileSync(join(root, path), 'utf8'));
const { packageManager } = read('package.json');

/** Runs a command; what it printed. Throws with its output when it fails. */
async function run(command, args, cwd, env = {}) {
  const child = spawn(command, args, {
    cwd,
    env: { ...process.env, ...env },
    shell: process.platform === 'win32',
  });
  const [stdout, stderr, code] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    new Promise((resolve) => child.on('close', resolve)),
  ]);
  if (code !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${code}\n${stdout}${stderr}`);
  return stdout;
}

/** One line: what, result, seconds. */
async function step(title, work) {
  const start = performance.now();
  const result = await work();
  console.log(
    `${title.padEnd(34)} ${`${result}`.padEnd(46)} ${((performance.now() - start) / 1000).toFixed(1)} s`,
  );
}

const megabytes = (bytes) => `${(bytes / 1e6).toFixed(2)} MB`;
const sizeOf = (path) =>
  readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0);

async function pack(name) {
  const output = await run(
    'npx',
    ['--yes', packageManager, 'pack', '--pack-destination', folder, '--json'],
    join(root, 'packages', name),
  );
  const { filename, files } = JSON.parse(output);
  return { path: filename, files: files.length, bytes: statSync(filename).size };
}

const tarballs = [];
try {
  for (const name of [
    'chart',
    'quantized-runtime',
    'rpc',
    'evm-ml',
    'solidity',
    'explorer',
    'node',
    'hardhat',
  ]) {
    await step(`pack ${name}`, async () => {
      const { path, files, bytes } = await pack(name);
      tarballs.push(path);
      return `${files} files, ${megabytes(bytes)}`;
    });
  }
  const versions = Object.fromEntries(
    ['hardhat', 'foundry']
      .flatMap((example) => Object.entries(read(`examples/${example}/package.json`).devDependencies))
      .filter(([, version]) => !version.startsWith('workspace:')),
  );
  const manifest = { name: 'user', private: true, type: 'module' };
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest));
  const npm = process.env['npm_execpath'];
  if (!npm) throw new Error('run it as "npm run check:package"');
  const install = (...what) => run(node22(), [npm, 'install', '--no-audit', '--no-fund', ...what], folder);
  await step('npm install the tarballs', async () => {
    await install(...tarballs);
    return megabytes(sizeOf(join(folder, 'node_modules')));
  });
  await step('import from Node', () =>
    run(
      process.execPath,
      [
        '--input-type=module',
        '--eval',
        `import { predictGenesis } from '@evm-ml/evm';
         import { networkToSolidity } from '@evm-ml/solidity';
         import { mlActions, predictAbi } from '@evm-ml/evm/viem';
         if (typeof networkToSolidity !== 'function' || typeof mlActions !== 'function') throw new Error('exports');
         process.stdout.write(predictGenesis().length + ' predeploys, ' + predictAbi.length + ' ABI entries');`,
      ],
      folder,
    ),
  );
  await step('compile against the types', async () => {
    writeFileSync(
      join(folder, 'types.ts'),
      `import { createPredictCommon, createUpload } from '@evm-ml/evm';
import { mlActions, mlWalletActions } from '@evm-ml/evm/viem';
import { createPublicClient, createWalletClient, http } from 'viem';
import { privateKeyToAccount } from 'viem/accounts';
const client = createPublicClient({ transport: http() }).extend(mlActions());
const fixed: Promise<bigint[]> = client.predict({ model: 'a.b', input: [1n] });
const real: Promise<number[]> = client.predict({ model: 'a.b', input: [1] });
const account = privateKeyToAccount(\`0x\${'11'.repeat(32)}\`);
const wallet = createWalletClient({ account, transport: http() }).extend(mlWalletActions());
const id: Promise<\`0x\${string}\`> = wallet
  .deployModel({ artefact: new Uint8Array(1), name: 'a.b', onProgress: ({ done, total }) => done / total })
  .then(({ modelId }) => modelId);
// @ts-expect-error: a model is named by a string
client.predictClass({ model: 1, input: [1] });
export { createPredictCommon, fixed, id, createUpload, real };
`,
    );
    await run(
      process.execPath,
      [
        join(root, 'node_modules/typescript/bin/tsc'),
        '--noEmit',
        '--strict',
        '--module',
        'nodenext',
        '--target',
        'es2023',
        '--lib',
        'es2023,dom',
        '--skipLibCheck',
        '--types',
        '',
        'types.ts',
      ],
      folder,
    );
    return 'strict, nodenext';
  });
  await step('npm install Hardhat, Foundry', async () => {
    await install('--save-dev', ...Object.entries(versions).map(([name, version]) => `${name}@${version}`));
    return Object.keys(versions).length;
  });
  for (const [example, parts] of [
    ['hardhat', ['contracts', 'models', 'test', 'hardhat.config.ts']],
    ['foundry', ['src', 'test', 'foundry.toml', 'remappings.txt', 'solc.mjs']],
  ]) {
    mkdirSync(join(folder, example));
    writeFileSync(join(folder, example, 'package.json'), JSON.stringify(manifest));
    for (const part of parts)
      cpSync(join(root, 'examples', example, part), join(folder, example, part), { recursive: true });
    symlinkSync(join(folder, 'node_modules'), join(folder, example, 'node_modules'), 'dir');
  }
  await step('Hardhat 3: build, deploy, test', async () => {
    const output = await run(
      node22(),
      [join(folder, 'hardhat/node_modules/hardhat/dist/src/cli.js'), 'test'],
      join(folder, 'hardhat'),
      { HARDHAT_DISABLE_TELEMETRY_PROMPT: 'true' },
    );
    return /\d+ passing/.exec(output)?.[0];
  });
  await step('Foundry: build, test', async () => {
    const forge = join(folder, 'foundry/node_modules/@foundry-rs/forge/bin.mjs');
    const output = await run(process.execPath, [forge, 'test', '--offline'], join(folder, 'foundry'));
    return /\d+ tests passed, \d+ failed, \d+ skipped/.exec(output)?.[0];
  });
} finally {
  rmSync(folder, { recursive: true, force: true });
}
