const sentence =
  'evm-ml: stopping already, what is in work ends first; SIGKILL would end it at once and lose nothing that was acknowledged.\n';

/**
 * Resolves at the first of these signals, by which a process begins to end. Those after it end nothing: a process that
 * is half way through its end goes through with it, and says so.
 */
export function firstSignal(signals: readonly NodeJS.Signals[]): Promise<void> {
  return new Promise((resolve) => {
    let isStopping = false;
    for (const signal of signals)
      process.on(signal, () => {
        if (isStopping) process.stderr.write(sentence);
        isStopping = true;
        resolve();
      });
  });
}
