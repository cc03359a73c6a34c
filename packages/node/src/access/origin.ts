/** Origins that browsers may call from: `true` any, `false` none, a list; left out: pages of this machine. */
export type OriginRule = boolean | readonly string[] | undefined;

/** Pages that this machine serves, and extensions, which its user installed: wallets are such. */
const ownOrigin =
  /^(https?:\/\/(localhost|127\.0\.0\.1|\[::1\]|[\w.-]+\.localhost)(:\d+)?|(chrome|moz|safari-web)-extension:\/\/[\w-]+)$/i;

/**
 * True if a page of this origin may call. A browser names the origin of every page that posts or opens a WebSocket;
 * programs that are no browsers send none, and are not meant.
 */
export function allowsOrigin(rule: OriginRule, origin: string | undefined): boolean {
  if (origin === undefined || rule === true) return true;
  if (rule === false) return false;
  return rule === undefined ? ownOrigin.test(origin) : rule.includes(origin);
}
