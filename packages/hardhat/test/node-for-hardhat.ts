import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const example = new URL('../../../examples/hardhat/package.json', import.meta.url);

/** Hardhat 3 needs Node 22.13; under an older one, the Node 22 among the example's dependencies runs it. */
export function nodeForHardhat(): string {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major > 22 || (major === 22 && minor >= 13)) return process.execPath;
  const manifest = createRequire(example).resolve(`node-${process.platform}-${process.arch}/package.json`);
  return join(dirname(manifest), 'bin/node');
}
