/** How the page hears of blocks: at once over a WebSocket, by asking again and again, or not at all. */
export type Status = 'connecting' | 'live' | 'polling' | 'away';

/** What is told while the head is followed. */
export interface HeadListener {
  /** There may be a new head; also after the chain went back. */
  onHead(): void;
  onStatus(status: Status): void;
  /** Rejects when the node does not answer. */
  ask(): Promise<unknown>;
}

/** Milliseconds between questions where no WebSocket tells, and until it is tried again. */
const pause = 2_000;
const retryPause = 10_000;

/**
 * Tells of new heads until the function that it gives is called: by `newHeads` of a WebSocket, and while there is none by
 * asking every two seconds. A node that goes away is asked for until it is back.
 */
export function followHead(socketUrl: string, { onHead, onStatus, ask }: HeadListener): () => void {
  let socket: WebSocket | undefined;
  let isLive = false;
  let isStopped = false;
  let tries = 0;

  const poll = async () => {
    if (isStopped) return;
    if (!isLive) {
      try {
        await ask();
        if (isStopped) return;
        if (!isLive) onStatus('polling');
        onHead();
        // A node that came back has its WebSocket again.
        if (socket === undefined) connect();
      } catch {
        if (!isStopped && !isLive) onStatus('away');
      }
    }
    if (!isStopped) timer = setTimeout(poll, pause);
  };
  let nextTry = 0;
  const connect = () => {
    if (Date.now() < nextTry) return;
    nextTry = Date.now() + (tries++ === 0 ? 0 : retryPause);
    try {
      socket = new WebSocket(socketUrl);
    } catch {
      return;
    }
    socket.onopen = () => {
      socket?.send(JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'eth_subscribe', params: ['newHeads'] }));
    };
    socket.onmessage = ({ data }) => {
      const message = readMessage(data);
      if (message?.id === 1 && typeof message.result === 'string') {
        isLive = true;
        onStatus('live');
        onHead();
      } else if (message?.method === 'eth_subscription') onHead();
    };
    socket.onclose = () => {
      if (isLive) nextTry = 0;
      isLive = false;
      socket = undefined;
    };
  };
  onStatus('connecting');
  connect();
  let timer = setTimeout(poll, 0);
  return () => {
    isStopped = true;
    clearTimeout(timer);
    socket?.close();
  };
}

interface Message {
  readonly id?: unknown;
  readonly result?: unknown;
  readonly method?: unknown;
}

function readMessage(data: unknown): Message | undefined {
  try {
    const value: unknown = JSON.parse(String(data));
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}
