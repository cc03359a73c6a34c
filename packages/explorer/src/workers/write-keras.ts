import type { KerasAnswered, KerasAsked } from './messages.ts';

/** Milliseconds that writing a file may take. */
const patience = 120_000;

/**
 * The `.keras` file of a model, with the numbers that its integers stand for; Keras opens it.
 * Rejects with one sentence if it cannot be written.
 */
export function writeKeras(asked: KerasAsked): Promise<Uint8Array> {
  const worker = new Worker(new URL('./keras-worker.ts', import.meta.url), { type: 'module' });
  let late: ReturnType<typeof setTimeout>;
  return new Promise<Uint8Array>((resolve, reject) => {
    const refuse = (why: string) => reject(new Error(why));
    late = setTimeout(() => refuse(`Writing the file took longer than ${patience / 1_000} s.`), patience);
    worker.onerror = () => refuse('The file could not be written in this browser.');
    worker.onmessage = ({ data }: MessageEvent<KerasAnswered>) =>
      'error' in data ? refuse(data.error) : resolve(data.file);
    worker.postMessage(asked);
  }).finally(() => {
    clearTimeout(late);
    worker.terminate();
  });
}
