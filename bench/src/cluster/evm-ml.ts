import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

/** The command line, built. */
export const program = fileURLToPath(new URL('../../../packages/node/dist/cli/main.js', import.meta.url));

/** Runs `evm-ml` to its end; what it printed. @throws Error with its own sentence when it fails */
export async function evmMl(...args: string[]): Promise<string> {
  const child = spawn(process.execPath, [program, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  const [printed, complaints, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'exit'),
  ]);
  if (code !== 0)
    throw new Error(`evm-ml ${args.slice(0, 2).join(' ')} ended with ${code}: ${complaints.trim()}`);
  return printed;
}
