const key = 'evm-ml access token';

/** What a node with `access` asks for; kept until the tab is closed. */
export const readToken = (): string | undefined => sessionStorage.getItem(key) ?? undefined;

export function keepToken(token: string): void {
  if (token === '') sessionStorage.removeItem(key);
  else sessionStorage.setItem(key, token);
}
