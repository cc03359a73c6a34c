/**
 * Does work whose length nobody knows, and says on stderr what it is: on a terminal with the seconds that have passed,
 * elsewhere once.
 */
export async function withTimer<T>(what: string, work: () => Promise<T>): Promise<T> {
  const start = Date.now();
  const { stderr } = process;
  const say = () => stderr.write(`\r${what} ... ${Math.round((Date.now() - start) / 1_000)} s`);
  if (!stderr.isTTY) {
    stderr.write(`${what} ...\n`);
    return work();
  }
  say();
  const clock = setInterval(say, 1_000);
  try {
    return await work();
  } finally {
    clearInterval(clock);
    stderr.write('\n');
  }
}
