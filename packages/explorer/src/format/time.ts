/** How long ago a second of the chain was: chains of tests may run ahead of the clock, or begin in 1970. */
export function formatAge(timestamp: number, now: number): string {
  const seconds = Math.round(now - timestamp);
  if (seconds < -1) return `${formatSpan(-seconds)} ahead`;
  return seconds < 2 ? 'just now' : `${formatSpan(seconds)} ago`;
}

function formatSpan(seconds: number): string {
  if (seconds < 120) return `${seconds} s`;
  if (seconds < 7_200) return `${Math.floor(seconds / 60)} min`;
  if (seconds < 172_800) return `${Math.floor(seconds / 3_600)} h`;
  return `${Math.floor(seconds / 86_400).toLocaleString('en-US')} days`;
}

/** A second of the chain by the calendar, UTC. */
export const formatDate = (timestamp: number): string =>
  new Date(timestamp * 1_000).toISOString().replace('T', ' ').replace('.000Z', ' UTC');
