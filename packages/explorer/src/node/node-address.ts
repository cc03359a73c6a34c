/** Which node the page asks: the one that serves it, or that of `?node=`; undefined if that is no address of one. */
export function nodeAddress({ search, origin }: Pick<Location, 'search' | 'origin'>): string | undefined {
  const given = new URLSearchParams(search).get('node');
  if (given === null || given === '') return `${origin}/`;
  const url = URL.canParse(given) ? new URL(given) : undefined;
  return url && ['http:', 'https:'].includes(url.protocol) ? url.href : undefined;
}

/** The same door, for a WebSocket. */
export const socketAddress = (url: string): string => url.replace(/^http/, 'ws');
