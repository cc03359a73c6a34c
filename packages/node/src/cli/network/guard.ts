import { spawn } from 'node:child_process';
import { once } from 'node:events';

/**
 * Reads which programs run until its input ends, and then ends those that still do: by SIGTERM, and by SIGKILL what is
 * there after ten seconds. A shell, because it has to cost nothing and outlive this process.
 */
const script = `
trap '' HUP INT TERM
running=
while read -r what pid; do
  case $what in
  started) running="$running $pid" ;;
  ended)
    others=
    for each in $running; do [ "$each" = "$pid" ] || others="$others $each"; done
    running=$others
    ;;
  esac
done
tell() {
  alive=
  for each in $running; do if kill "$1" "$each" 2>/dev/null; then alive="$alive $each"; fi; done
  running=$alive
}
tell -TERM
for second in 1 2 3 4 5 6 7 8 9 10; do
  [ -n "$running" ] || exit 0
  sleep 1
  tell -0
done
tell -KILL
`;

/**
 * Ends programs when this process is gone without having ended them, as after SIGKILL: validators that nobody watches
 * would vote on, and the next start would find their sockets and ports taken.
 */
export class Guard {
  // A group of its own: what ends this process by its terminal leaves it.
  private readonly shell = spawn('/bin/sh', ['-c', script], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  });
  private readonly gone = once(this.shell, 'exit').catch(() => undefined);

  constructor() {
    // Without it programs run unguarded: better than not at all.
    this.shell.stdin.on('error', () => undefined);
    this.shell.unref();
  }

  started(pid: number): void {
    this.shell.stdin.write(`started ${pid}\n`);
  }

  ended(pid: number): void {
    this.shell.stdin.write(`ended ${pid}\n`);
  }

  /** Ends it, once all programs are. */
  async close(): Promise<void> {
    this.shell.ref();
    this.shell.stdin.end();
    await this.gone;
  }
}
