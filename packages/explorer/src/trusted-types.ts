interface TrustedTypes {
  createPolicy(name: string, rules: { createScriptURL(url: string): string }): unknown;
}

/**
 * The one thing that the page makes of a text and runs: its own worker. There is no way to make HTML, so that a browser
 * with Trusted Types refuses whatever would.
 */
export function allowOwnWorkers(): void {
  const types: TrustedTypes | undefined = Reflect.get(globalThis, 'trustedTypes');
  types?.createPolicy('default', {
    createScriptURL(text) {
      const url = new URL(text, location.href);
      const assets = new URL('assets/', location.href);
      if (url.origin === assets.origin && url.pathname.startsWith(assets.pathname)) return url.href;
      throw new TypeError(`Not a program of this page: ${text}`);
    },
  });
}
