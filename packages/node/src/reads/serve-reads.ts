import { setPriority } from 'node:os';
import { type MessagePort, workerData } from 'node:worker_threads';
import { move, transferableSymbol, valueSymbol } from 'piscina';
import type { ChainView } from '../chain/chain-view.ts';
import type { Limits } from '../config/limits.ts';
import type { KeyValueStore } from '../storage/key-value-store.ts';
import type { Assignment, Done, FromWorker, PredictNote, ReadJob, ReadOutcome, WorkerChain } from './job.ts';
import { NodeStore } from './node-store.ts';
import { ReadChain } from './read-chain.ts';

/** Does one read and never throws. `look` gives the chain as the read may see it. */
export type RunRead = (
  job: Pick<ReadJob, 'method' | 'given'>,
  look: () => Promise<ChainView>,
  limits: Limits,
) => Promise<ReadOutcome>;

/** How much lower a worker's priority is than the node's own: about a third of the time where both want the core. */
const niceness = 5;
/** What PREDICT tells of itself in one read, at most. */
const maxNotes = 1_000;

/** What a worker reads from. */
interface Source {
  readonly store: KeyValueStore;
  /** Before and after each read. */
  begin(port: MessagePort): void;
  end(): void;
}

/** The program of a worker: does the reads that it is handed, one at a time. */
export function serveReads(runRead: RunRead): (assignment: Assignment) => Promise<Done> {
  yieldToBlocks();
  const data: WorkerChain = workerData;
  const source = openSource(data);
  let chain: ReadChain | undefined;
  let rewinds = 0;
  const notes: PredictNote[] = [];
  const openChain = async () => {
    const opened = await ReadChain.open((await source).store, data);
    opened.predict?.monitor.watchers.add(noteInto(notes));
    return opened;
  };
  return async ({ job, port }) => {
    const { begin, end } = await source;
    const say = (message: FromWorker) => port.postMessage(message);
    try {
      begin(port);
      chain ??= await openChain();
      if (rewinds !== job.rewinds) chain.forget();
      rewinds = job.rewinds;
      const seen = chain;
      say({ kind: 'started' });
      const look = async () => {
        await seen.lookAt(job);
        say({ kind: 'made' });
        return seen;
      };
      const outcome = await runRead(job, look, data.limits);
      return handOver({ outcome, notes: notes.splice(0) });
    } finally {
      end();
      port.close();
    }
  };
}

/** Linux knows the priority of a thread; elsewhere this would be that of the whole node. */
function yieldToBlocks(): void {
  if (process.platform === 'linux') setPriority(niceness);
}

async function openSource({ source }: WorkerChain): Promise<Source> {
  if (source === 'node') {
    const node = new NodeStore();
    return { store: node.store, begin: (port) => node.use(port), end: () => undefined };
  }
  const { openLmdbReader } = await import('../storage/lmdb.ts');
  const { store, refresh } = openLmdbReader(source.folder);
  return { store, begin: refresh, end: refresh };
}

function noteInto(notes: PredictNote[]) {
  const add = (note: PredictNote) => {
    if (notes.length < maxNotes) notes.push(note);
  };
  return {
    lookedUp: (...what: Extract<PredictNote, { kind: 'lookedUp' }>['what']) =>
      add({ kind: 'lookedUp', what }),
    planned: (...what: [`0x${string}`, number]) => add({ kind: 'planned', what }),
    ran: (...what: [`0x${string}`, number]) => add({ kind: 'ran', what }),
  };
}

/** Long answers change hands; they are not copied. */
function handOver(done: Done): Done {
  const { outcome } = done;
  if (!('json' in outcome) || typeof outcome.json === 'string') return done;
  const transfer = [outcome.json.buffer];
  return move({
    get [transferableSymbol]() {
      return transfer;
    },
    get [valueSymbol]() {
      return done;
    },
  }) as unknown as Done;
}
