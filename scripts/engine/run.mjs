import { spawnSync } from 'node:child_process';

/** What a program that ended well printed. */
export function run(command, args, environment = {}, cwd = process.cwd()) {
  const env = { ...process.env, ...environment };
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    ...{ cwd, env, encoding: 'utf8', maxBuffer: 2 ** 26 },
  });
  if (error) throw new Error(`${command} cannot be run (${error.code}): install it.`);
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${status}\n${stdout}${stderr}`);
  return stdout;
}
