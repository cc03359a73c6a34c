/** A place of the page; all of them lie behind `#`, so that any server of static files can serve it. */
export type Route =
  | { readonly page: 'chain' | 'models' | 'connection' }
  | { readonly page: 'block'; readonly id: string }
  | { readonly page: 'transaction'; readonly hash: `0x${string}` }
  | { readonly page: 'account'; readonly address: `0x${string}` }
  | { readonly page: 'model' | 'playground'; readonly reference: string }
  | { readonly page: 'unknown'; readonly text: string };

export const isHash = (text: string): text is `0x${string}` => /^0x[0-9a-f]{64}$/i.test(text);
export const isAddressText = (text: string): text is `0x${string}` => /^0x[0-9a-f]{40}$/i.test(text);
export const isBlockNumber = (text: string): boolean => /^\d{1,15}$/.test(text);

/** What the part of an address behind `#` means; whatever it holds, it is a route. */
export function parseRoute(fragment: string): Route {
  const [page = '', ...rest] = fragment.replace(/^#?\/?/, '').split('/');
  const text = decode(rest.join('/'));
  if (page === '') return { page: 'chain' };
  if ((page === 'models' || page === 'connection') && text === '') return { page };
  if (page === 'block' && (isBlockNumber(text) || isHash(text))) return { page, id: text };
  if (page === 'transaction' && isHash(text)) return { page, hash: text };
  if (page === 'account' && isAddressText(text)) return { page, address: text };
  if ((page === 'model' || page === 'playground') && text !== '' && text.length <= 300) {
    return { page, reference: text };
  }
  return { page: 'unknown', text: `${page}/${text}`.slice(0, 300) };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Addresses of places: they begin with `#`, whatever comes behind it, so that none can become another scheme. */
export const linkTo = {
  chain: '#/',
  models: '#/models',
  connection: '#/connection',
  block: (id: bigint | string) => `#/block/${id}`,
  transaction: (hash: string) => `#/transaction/${encodeURIComponent(hash)}`,
  account: (address: string) => `#/account/${encodeURIComponent(address)}`,
  model: (reference: string) => `#/model/${encodeURIComponent(reference)}`,
  playground: (reference: string) => `#/playground/${encodeURIComponent(reference)}`,
} as const;
