import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { Missing } from './missing.ts';

const program = fileURLToPath(new URL('../../../../scripts/suites/install.mjs', import.meta.url));
const folders = new Map<string, Promise<string>>();

/**
 * Where one version of an npm package lies: outside of the workspace, installed the first time that it is asked for.
 * @throws Missing when npm cannot install it
 */
export function packageFolder(name: string, version: string): Promise<string> {
  const wanted = `${name}@${version}`;
  const folder = folders.get(wanted) ?? install(name, version);
  folders.set(wanted, folder);
  return folder;
}

async function install(name: string, version: string): Promise<string> {
  process.stderr.write(`${name} ${version} ... `);
  const child = spawn(process.execPath, [program, name, version], { stdio: ['ignore', 'pipe', 'pipe'] });
  const [folder, complaints, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close'),
  ]);
  process.stderr.write(code === 0 ? 'is there\n' : 'failed\n');
  if (code === 0) return folder;
  const why =
    complaints
      .trim()
      .split('\n')
      .find((line) => line.includes('npm error')) ?? 'see above';
  throw new Missing(`${name} ${version} is left out: npm could not install it (${why.trim()}).`);
}
