import { useEffect, useState } from 'preact/hooks';
import { formatAge, formatDate } from '../format/time.ts';

/** How long ago a second of the chain was; the calendar's time on hovering. */
export function Age({ timestamp }: { timestamp: bigint }) {
  const [now, setNow] = useState(() => Date.now() / 1_000);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now() / 1_000), 1_000);
    return () => clearInterval(timer);
  }, []);
  const seconds = Number(timestamp);
  if (seconds === 0) return <span>the beginning</span>;
  return (
    <time dateTime={new Date(seconds * 1_000).toISOString()} title={formatDate(seconds)}>
      {formatAge(seconds, Math.max(now, Date.now() / 1_000))}
    </time>
  );
}
