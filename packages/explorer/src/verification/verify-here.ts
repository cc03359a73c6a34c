import type { Offered, Verified, VerifyAnswered, VerifyAsked } from './messages.ts';

/** Milliseconds that a compiler may take, with its 9 MB on their way. */
const patience = 180_000;

/**
 * Compiles a standard JSON input in a worker of this browser, and compares it with a contract's code.
 * Rejects with one sentence if nothing in it has that code, or `stop` says that nobody waits any more.
 */
export function verifyHere(asked: VerifyAsked, stop: AbortSignal): Promise<Verified> {
  const worker = new Worker(new URL('./verify-worker.ts', import.meta.url));
  let late: ReturnType<typeof setTimeout>;
  return new Promise<Verified>((resolve, reject) => {
    const refuse = (why: string) => reject(new Error(why));
    late = setTimeout(() => refuse(`Compiling took longer than ${patience / 60_000} minutes.`), patience);
    stop.addEventListener('abort', () => refuse('Stopped.'));
    worker.onerror = () => refuse('The compiler could not be run in this browser.');
    worker.onmessage = ({ data }: MessageEvent<VerifyAnswered>) =>
      'error' in data ? refuse(data.error) : resolve(data.verified);
    worker.postMessage(asked);
  }).finally(() => {
    clearTimeout(late);
    worker.terminate();
  });
}

/** The compilers that lie beside the page, by its own list; none where another server than the node serves it. */
export async function listCompilers(): Promise<Offered[]> {
  const answer = await fetch(new URL('compilers.json', location.href));
  if (!answer.ok) return [];
  const list: unknown = await answer.json();
  if (!Array.isArray(list)) return [];
  return list.flatMap(({ version, path }: Record<string, unknown>) =>
    typeof version === 'string' && typeof path === 'string'
      ? [{ version, url: new URL(path, location.href).href }]
      : [],
  );
}
