import { spawnSync } from 'node:child_process';

/**
 * Stops this process, as SIGTERM would, when one of those that started it is gone: npm starts a shell, and the shell
 * the script. Neither tells anybody when it is killed, and the script would go on without anybody knowing.
 */
export function endWithParent() {
  const parent = process.ppid;
  const grandparent = parentOf(parent);
  const timer = setInterval(() => {
    // On Windows `ppid` stays as it was; elsewhere another process adopts this one.
    const isWatched = process.ppid === parent && isThere(parent) && isThere(grandparent ?? parent);
    if (isWatched) return;
    clearInterval(timer);
    if (!process.emit('SIGTERM', 'SIGTERM')) process.exit(143);
  }, 250);
  timer.unref();
}

/** Where there is a `ps`. */
function parentOf(pid) {
  const { stdout } = spawnSync('ps', ['-o', 'ppid=', '-p', String(pid)], { encoding: 'utf8' });
  const parent = Number.parseInt(stdout ?? '', 10);
  return parent > 1 ? parent : undefined;
}

function isThere(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}
