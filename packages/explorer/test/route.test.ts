import fc from 'fast-check';
import { expect, test } from 'vitest';
import { linkTo, parseRoute } from '../src/route.ts';

test.each([
  ['', { page: 'chain' }],
  ['#/', { page: 'chain' }],
  ['#/models', { page: 'models' }],
  ['#/block/12', { page: 'block', id: '12' }],
  [`#/transaction/0x${'a1'.repeat(32)}`, { page: 'transaction', hash: `0x${'a1'.repeat(32)}` }],
  [`#/account/0x${'0f'.repeat(20)}`, { page: 'account', address: `0x${'0f'.repeat(20)}` }],
  ['#/playground/acme.a%402', { page: 'playground', reference: 'acme.a@2' }],
  ['#/block/-1', { page: 'unknown', text: 'block/-1' }],
  ['#/transaction/0x12', { page: 'unknown', text: 'transaction/0x12' }],
  ['#/model/%', { page: 'model', reference: '%' }],
  ['#/model/', { page: 'unknown', text: 'model/' }],
])('%s', (fragment, route) => {
  expect(parseRoute(fragment)).toEqual(route);
});

test('whatever a link is made of, it stays in the page and leads to what it was made of', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 300 }), (reference) => {
      fc.pre(reference.length <= 300);
      const link = linkTo.model(reference);
      expect(new URL(link, 'http://127.0.0.1/explorer/').href).toMatch(
        /^http:\/\/127\.0\.0\.1\/explorer\/#\/model\//,
      );
      expect(parseRoute(link)).toEqual({ page: 'model', reference });
    }),
  );
});

test('whatever stands behind #, it is a route', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => parseRoute(text).page.length > 0));
});
