// Before tests: worker threads of the node, and the node of a Hardhat test, run compiled code, which has to be that of
// the sources.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export default function buildWorkers() {
  const { status, stdout } = spawnSync(
    process.execPath,
    ['node_modules/typescript/bin/tsc', '-b', 'packages/node', 'packages/hardhat'],
    { cwd: fileURLToPath(new URL('..', import.meta.url)), encoding: 'utf8' },
  );
  if (status !== 0) throw new Error(`the node does not compile:\n${stdout}`);
}
