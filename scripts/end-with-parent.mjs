/**
 * Stops this process, as SIGTERM would, when the one that started it is gone. npm starts a shell that starts the
 * script; a shell that is killed tells nobody, and the script would go on without anybody knowing.
 */
export function endWithParent() {
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (isThere(parent)) return;
    clearInterval(timer);
    if (!process.emit('SIGTERM', 'SIGTERM')) process.exit(143);
  }, 250);
  timer.unref();
}

/** On Windows `ppid` stays as it was; elsewhere another process adopts this one. */
function isThere(parent) {
  if (process.ppid !== parent) return false;
  try {
    process.kill(parent, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}
