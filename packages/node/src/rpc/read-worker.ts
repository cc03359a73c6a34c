import { serveReads } from '../reads/serve-reads.ts';
import { runRead } from './run-read.ts';

/** The program of a worker thread that reads beside the chain. */
export default serveReads(runRead);
