/** The built page. One file, because both parts need it built, and it may be built but once at a time. */
import { beforeAll } from 'vitest';
import { buildPage } from './support/built-page.ts';

beforeAll(buildPage);
await import('./served-page.ts');
await import('./in-browser.ts');
