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
const parent = `
  import { spawn } from 'node:child_process';
  const inner = ${JSON.stringify(child)};
  spawn(process.execPath, ['--input-type=module', '-e', inner], { stdio: 'inherit' });
  setInterval(() => undefined, 1_000);
`;

it('a script ends as by SIGTERM when the shell that npm started it from is killed', async () => {
  const shell = spawn(process.execPath, ['--input-type=module', '-e', parent], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const said = text(shell.stdout);
  await once(shell.stdout, 'data');
  shell.kill('SIGKILL');
  // The pipe closes when the last of the two is gone.
  expect(await said).toBe('up\nended well\n');
});
