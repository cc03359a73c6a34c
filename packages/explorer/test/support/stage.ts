import type { Browser, BrowserContext, Page } from 'playwright-core';
import { openBrowser } from './browser.ts';
import { type Scene, setScene } from './scene.ts';

/** What all rooms of the page's tests share, once it is open: a chain, a browser, and a page of it. */
export let scene: Scene;
export let browser: Browser;
export let context: BrowserContext;
export let page: Page;

/** What went wrong in the page, which hosts it asked that are none of its own, and what of all. */
export const complaints: string[] = [];
export const strangers = new Set<string>();
export const paths: string[] = [];

/** Where pictures of all places are put, to be looked at. */
export const pictures = process.env['PICTURES'];

export async function openStage(): Promise<void> {
  [scene, browser] = await Promise.all([setScene(), openBrowser()]);
  context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  page = await context.newPage();
  listen(page);
}

export async function closeStage(): Promise<void> {
  await browser?.close();
  await scene?.node.close();
}

export const at = (place: string): string => `${scene.node.explorerUrl}#${place}`;

/** Goes to a place and waits until its title says that it is there. */
export async function visit(place: string, title: string | RegExp): Promise<void> {
  await page.goto(at(place));
  await page.getByRole('heading', { level: 1, name: title }).waitFor();
}

/** @param home the node that serves the page */
export function listen(to: Page, home = scene.node.url): void {
  to.on('pageerror', (error) => complaints.push(String(error)));
  to.on('console', (message) => {
    if (message.type() === 'error' || /Content Security|Trusted/i.test(message.text()))
      complaints.push(message.text());
  });
  to.on('request', (request) => {
    const { host, pathname } = new URL(request.url());
    if (host !== new URL(home).host) strangers.add(host);
    paths.push(pathname);
  });
}
