import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { expect, test } from 'vitest';
import { boxInput, deployBox } from '../support/box.ts';
import { drawOne } from '../support/drawing.ts';
import { NAMES } from '../support/scene.ts';
import { at, browser, pictures, scene } from '../support/stage.ts';

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

interface Violation {
  readonly id: string;
  readonly impact: string;
  readonly nodes: readonly { readonly html: string }[];
}

/** What it looks like, for people and for axe. */
export function looks(): void {
  test.each([
    ['light', 1280],
    ['dark', 390],
  ] as const)(
    'axe finds nothing serious, and nothing is wider than the screen: %s, %i',
    async (colorScheme, width) => {
      const other = await browser.newContext({
        viewport: { width, height: 844 },
        colorScheme,
        bypassCSP: true,
      });
      const looking = await other.newPage();
      const box = await deployBox(scene);
      const places = {
        chain: '/',
        block: '/block/2',
        transaction: `/transaction/${scene.predicted}`,
        reverted: `/transaction/${scene.hostileLog}`,
        account: '/account/0x4d4c000000000000000000000000000000000002',
        contract: `/account/${scene.echo}`,
        sources: `/account/${box}`,
        models: '/models',
        versions: `/model/${NAMES.hostile}`,
        model: `/model/${NAMES.digits}`,
        digits: `/playground/${NAMES.digits}`,
        sentence: `/playground/${NAMES.spelling}`,
        wine: `/playground/${NAMES.wine}`,
        connection: '/connection',
      };
      for (const [name, place] of Object.entries(places)) {
        await looking.goto('about:blank');
        await looking.goto(at(place));
        await looking.getByRole('heading', { level: 1 }).waitFor();
        const waiting = looking.getByText(/^(Loading|Reading the model from the chain)…$/);
        await expect.poll(() => waiting.count(), { timeout: 30_000 }).toBe(0);
        if (name === 'digits') await drawOne(looking);
        if (name === 'versions') {
          await looking.getByRole('combobox', { name: 'Version' }).selectOption('1');
          await looking.getByText('where the lengths are the same: 1.').waitFor();
          await looking.getByRole('button', { name: 'Look at the newest' }).click();
          await looking.getByText('transactions looked into').waitFor();
        }
        if (name === 'sources') {
          await looking.getByLabel('or its text').fill(JSON.stringify(boxInput()));
          await looking.getByRole('button', { name: 'Compile and compare' }).click();
          await looking.getByText('Exact match: ').waitFor();
          for (const part of await looking.locator('.function > summary').all()) await part.click();
        }
        if (name === 'sentence') {
          await looking.getByRole('textbox', { name: 'A text for the model' }).fill('4711');
          await looking.getByText('Same bits').waitFor();
        }
        if (name === 'wine') {
          await looking.getByRole('textbox', { name: /Numbers of one example/ }).fill(scene.lot.join(', '));
          await looking.getByText('Same bits').waitFor();
        }
        if (pictures !== undefined) {
          await looking.screenshot({
            path: `${pictures}/${name}-${colorScheme}-${width}.png`,
            fullPage: true,
          });
        }
        await looking.evaluate(axeSource);
        const { violations } = (await looking.evaluate('axe.run()')) as { violations: Violation[] };
        const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
        expect(serious.map(({ id, nodes }) => `${name}: ${id} ${nodes[0]?.html}`)).toEqual([]);
        expect(await looking.evaluate('document.documentElement.scrollWidth'), name).toBeLessThanOrEqual(
          width,
        );
      }
      await other.close();
    },
  );
}
