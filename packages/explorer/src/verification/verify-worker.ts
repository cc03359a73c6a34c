/**
 * Compiles what somebody gave, beside the page: sources may take their time here, and the page goes on. It is a classic
 * worker, because the compiler is a script and no module.
 */
import { allowPrograms } from '../trusted-types.ts';
import { loadCompiler } from './load-compiler.ts';
import type { VerifyAnswered, VerifyAsked } from './messages.ts';
import { verify } from './verify.ts';

allowPrograms('../compilers/');

addEventListener('message', async ({ data }: MessageEvent<VerifyAsked>) => {
  const answer = (result: VerifyAnswered) => postMessage(result);
  try {
    answer({ verified: await verify(data, loadCompiler) });
  } catch (error) {
    answer({ error: error instanceof Error ? error.message : String(error) });
  }
});
