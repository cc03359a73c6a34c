/** What other stories take of this one. */
export { CONTESTS, modelFile, rowBytes } from './contests.ts';
