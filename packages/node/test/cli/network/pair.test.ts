import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { Pair } from '../../../src/cli/network/pair.ts';
import { temporaryFolder } from '../../support/temporary.ts';

const app = "console.log('evm-ml node is up; Ctrl-C stops it'); setInterval(() => undefined, 1_000);";
/** A program that ends when it is asked to, as an engine does. */
const engine = (first: string) =>
  `#!/bin/sh\ntrap 'echo asked to end; exit 0' TERM\n${first}\nwhile :; do sleep 0.05; done\n`;

/** A pair of programs that only look like a node and an engine. */
async function pairOf(node: string, script: string, patience?: number) {
  const folder = await temporaryFolder();
  const [main, program] = [join(folder, 'main.mjs'), join(folder, 'cometbft')];
  await writeFile(main, node);
  await writeFile(program, script);
  await chmod(program, 0o755);
  await mkdir(join(folder, 'engine'));
  const lines: string[] = [];
  let heard: () => void = () => undefined;
  const pair = new Pair({
    name: 'node1',
    folder,
    engine: program,
    main,
    patience,
    say: (source, line) => {
      lines.push(`${source}: ${line}`);
      heard();
    },
  });
  const run = pair.run();
  const stop = async () => {
    await pair.stop();
    await run;
  };
  onTestFinished(stop);
  const seen = async (pattern: RegExp, times = 1) => {
    while (lines.filter((line) => pattern.test(line)).length < times)
      await new Promise<void>((resolve) => {
        heard = resolve;
      });
    return Number(/\d+/.exec(lines.filter((line) => pattern.test(line)).at(-1)!)?.[0]);
  };
  return { lines, seen, stop, restart: (why: string) => pair.restart(why) };
}

const isAlive = (pid: number) => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

test.each([
  ['node', /^: the node is process/],
  ['engine', /^: the engine is process/],
])('when the %s is killed, the other one ends and both start again', async (name, pattern) => {
  const { seen, stop, lines } = await pairOf(app, engine(''));
  const [nodePid, enginePid] = [await seen(/^: the node is/), await seen(/^: the engine is/)];
  process.kill(await seen(pattern), 'SIGKILL');
  await seen(new RegExp(`^: the ${name} ended \\(SIGKILL\\): both start again in 0.5 s`));
  expect([isAlive(nodePid), isAlive(enginePid)]).toEqual([false, false]);
  const again = [await seen(/^: the node is/, 2), await seen(/^: the engine is/, 2)];
  await stop();
  expect(again.map(isAlive)).toEqual([false, false]);
  expect(lines.at(-1)).toMatch(/asked to end|the engine is process/);
});

test('an engine that can decide nothing any more is ended with its node, although it stays', async () => {
  const { seen } = await pairOf(app, engine("echo 'E[..] CONSENSUS FAILURE!!! module=consensus'"));
  await seen(/^: the engine can decide nothing any more: both start again in 0.5 s/);
  await seen(/^: the engine can decide nothing any more: both start again in 1 s/);
});

test('an engine that hears nothing once its node is gone is killed', async () => {
  const deaf = "#!/bin/sh\ntrap '' TERM\nwhile :; do sleep 0.05; done\n";
  const { seen } = await pairOf(app, deaf, 200);
  const [nodePid, enginePid] = [await seen(/^: the node is/), await seen(/^: the engine is/)];
  process.kill(nodePid, 'SIGKILL');
  await seen(/^: the node ended \(SIGKILL\): both start again/);
  expect(isAlive(enginePid)).toBe(false);
});

test('a pair that lags is started again for the reason that is given', async () => {
  const { seen, restart } = await pairOf(app, engine(''));
  await seen(/^: the engine is/);
  restart('it stands still');
  await seen(/^: it stands still: both start again in 0.5 s/);
  await seen(/^: the engine is/, 2);
});

test('an engine is not started before its node is up, and not for one that ends', async () => {
  const { seen, lines } = await pairOf('process.exit(3)', engine(''));
  await seen(/^: the node ended \(code 3\)/, 2);
  expect(lines.some((line) => line.includes('the engine is'))).toBe(false);
});

test('a program that cannot be started is said', async () => {
  const { seen } = await pairOf(app, 'no script');
  await seen(/^: the engine ended \(.*(ENOEXEC|code \d+)/);
});
