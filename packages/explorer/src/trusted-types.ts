interface TrustedTypes {
  createPolicy(name: string, rules: { createScriptURL(url: string): string }): unknown;
}

/**
 * The one thing that the page makes of a text and runs: its own worker, and that the compiler. There is no way to make
 * HTML, so that a browser with Trusted Types refuses whatever would.
 * @param folder where programs lie, beside the page or the worker that calls this
 */
export function allowPrograms(folder: string): void {
  const types: TrustedTypes | undefined = Reflect.get(globalThis, 'trustedTypes');
  types?.createPolicy('default', {
    createScriptURL(text) {
      const url = new URL(text, location.href);
      const programs = new URL(folder, location.href);
      if (url.origin === programs.origin && url.pathname.startsWith(programs.pathname)) return url.href;
      throw new TypeError(`Not a program of this page: ${text}`);
    },
  });
}
