import { isIP } from 'node:net';

/** Names by which the node may be called: `true` any, or a list; left out: this machine's own and addresses. */
export type HostRule = true | readonly string[] | undefined;

/**
 * True if the node may be called by this name (the `Host` header without its port). Against DNS rebinding, where a
 * page's own name is made to point at the node: a name can be made to point anywhere, an address cannot.
 */
export function allowsHost(rule: HostRule, name: string): boolean {
  if (rule === true) return true;
  const host = name.toLowerCase();
  if (rule !== undefined) return rule.some((allowed) => allowed.toLowerCase() === host);
  return host === 'localhost' || host.endsWith('.localhost') || isIP(host.replace(/^\[|\]$/g, '')) !== 0;
}
