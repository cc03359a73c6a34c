import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { modulesOf } from './build.mjs';
import { run } from './run.mjs';

/** A package's folder around a built engine becomes a tarball. @returns the tarball's path */
export function packEngine({ platform, os, cpu }, { path, version, folder }) {
  const modules = modulesOf(path);
  const own = modules.find(({ name }) => name === 'github.com/cometbft/cometbft');
  if (own?.version !== `v${version}`) throw new Error(`${path} is no CometBFT ${version}`);
  copyFileSync(licenceOf(own), join(folder, 'LICENSE'));
  writeFileSync(join(folder, 'THIRD-PARTY-LICENSES'), modules.map(notice).join('\n'));
  writeFileSync(
    join(folder, 'README.md'),
    `# CometBFT ${version} for ${platform}\n\nThe consensus engine that \`evm-ml network\` runs: https://github.com/cometbft/cometbft, unchanged, under Apache-2.0. It comes as an optional dependency of @evm-ml/node, which holds the checksum of this program.\n`,
  );
  const manifest = {
    name: `@evm-ml/cometbft-${platform}`,
    version,
    description: `CometBFT ${version} for ${platform}, which evm-ml network runs.`,
    license: 'Apache-2.0',
    os: [os],
    cpu: [cpu],
    files: ['cometbft', 'THIRD-PARTY-LICENSES'],
    preferUnplugged: true,
  };
  writeFileSync(join(folder, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  const out = join(folder, '..');
  mkdirSync(out, { recursive: true });
  const [packed] = JSON.parse(run('npm', ['pack', '--json', '--pack-destination', out], {}, folder));
  return join(out, packed.filename);
}

/** Path of a module's licence. */
function licenceOf({ name, folder }) {
  const file = readdirSync(folder).find((each) => /^(licen[cs]e|copying)(\.(md|txt|rst))?$/i.test(each));
  if (file === undefined) throw new Error(`${name} has no licence in ${folder}`);
  return join(folder, file);
}

const notice = (module) =>
  `${'='.repeat(80)}\n${module.name} ${module.version}\n\n${readFileSync(licenceOf(module), 'utf8')}`;
