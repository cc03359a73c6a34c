import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './run.mjs';

/**
 * Enters engines into a packed @evm-ml/node as optional dependencies, as it is published: npm installs the one of the
 * machine. They are not in the repository's own package.json, because nothing could be installed before they are public.
 * @returns the new tarball's path
 */
export function addToNode(tarball, platforms, version, out) {
  const folder = join(out, 'node-with-engines');
  mkdirSync(folder, { recursive: true });
  run('tar', ['-xzf', tarball, '-C', folder]);
  const path = join(folder, 'package/package.json');
  const manifest = JSON.parse(readFileSync(path, 'utf8'));
  manifest.optionalDependencies = {
    ...manifest.optionalDependencies,
    ...Object.fromEntries(platforms.map((platform) => [`@evm-ml/cometbft-${platform}`, version])),
  };
  writeFileSync(path, `${JSON.stringify(manifest, null, 2)}\n`);
  run('tar', ['-czf', tarball, '-C', folder, 'package']);
  return tarball;
}
