import type { Handler } from '../application.ts';

/** Whatever was asked before is answered and written by now. */
export const flush: Handler<'flush'> = () => ({});
