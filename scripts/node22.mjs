import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * Hardhat 3 needs Node 22.13: this one, or that of the example for Hardhat 3. npm, too, leaves its native part out under
 * an older one.
 */
export function node22() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > 22 || (major === 22 && minor >= 13)) return process.execPath;
  const example = fileURLToPath(new URL('../examples/hardhat/package.json', import.meta.url));
  const name = `node-${process.platform}-${process.arch}/package.json`;
  return join(dirname(createRequire(example).resolve(name)), 'bin/node');
}
