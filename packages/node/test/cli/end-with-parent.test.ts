import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { expect, it } from 'vitest';

const script = fileURLToPath(new URL('../../../../scripts/end-with-parent.mjs', import.meta.url));

/** Ends by SIGTERM alone; says when it is up and when it ends. */
const child = `
  import { endWithParent } from ${JSON.stringify(pathToFileURL(script).href)};
  process.once('SIGTERM', () => { console.log('ended well'); process.exit(0); });
  setInterval(() => undefined, 1_000);
  endWithParent();
  console.log('up');
`;
/** What npm's shell is: starts the child and waits. */
const shell = `
  import { spawn } from 'node:child_process';
  const inner = ${JSON.stringify(child)};
  const child = spawn(process.execPath, ['--input-type=module', '-e', inner], { stdio: 'inherit' });
  child.once('exit', (code) => process.exit(code));
`;
/** What npm is: starts the shell and waits. */
const npm = `
  import { spawn } from 'node:child_process';
  spawn(process.execPath, ['--input-type=module', '-e', ${JSON.stringify(shell)}], { stdio: 'inherit' });
`;

it.each([
  ["npm's shell", shell],
  ['npm', npm],
])('a script ends as by SIGTERM when %s is killed', async (_, program) => {
  const started = spawn(process.execPath, ['--input-type=module', '-e', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const said = text(started.stdout);
  await once(started.stdout, 'data');
  started.kill('SIGKILL');
  // The pipe closes when the last of them is gone.
  expect(await said).toBe('up\nended well\n');
});
